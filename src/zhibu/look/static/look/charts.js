// Draws a figure's table as a chart. The table stays where it is and holds every number: a chart can only
// say what the table says. Without this script the table is all there is, and nothing is lost.
// The library is fetched when the first drawing comes into sight: a page nobody scrolls stays light.
/* global echarts */
const LIBRARY = document.currentScript.dataset.library;
let loading = null;
const library = () => {
  loading ??= new Promise((loaded, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: LIBRARY, onload: loaded, onerror: failed });
    document.head.append(script);
  });
  return loading;
};

const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const COLOURS = { good: "green", late: "gold", bad: "red", own: "red", mute: "grey-mark" };
const number = (cell) => {
  const told = cell?.dataset.value ?? cell?.textContent.replace(/[^\d.-]/g, "");
  return told === undefined || told === "" ? null : Number(told);
};

// A column is a series when its heading carries data-series; rows are the categories.
const read = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const columns = heads.map((head, at) => ({ head, at })).filter(({ head }) => "series" in head.dataset);
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    series: columns.map(({ head, at }) => ({
      name: head.textContent.trim(),
      tone: head.dataset.series,
      values: rows.map((row) => number(row.cells[at])),
    })),
  };
};

const marked = (figure) => (figure.dataset.marks ?? "").split("|").filter(Boolean).map((told) => {
  const [at, ...words] = told.trim().split(" ");
  return { yAxis: Number(at), label: { formatter: words.join(" "), color: tone("mute"), position: "insideEndTop" } };
});

const axes = (figure, names, line) => {
  const value = {
    type: "value", minInterval: 1, max: Number(figure.dataset.most) || undefined, min: Number(figure.dataset.least) || undefined,
    axisLabel: { color: tone("mute") }, splitLine: { lineStyle: { color: line } },
  };
  const category = {
    type: "category", data: names, axisTick: { show: false },
    axisLabel: { color: tone("soft"), hideOverlap: true }, axisLine: { lineStyle: { color: line } },
  };
  const lying = figure.dataset.chart === "lying";
  return lying ? { xAxis: value, yAxis: { ...category, inverse: true } } : { xAxis: category, yAxis: value };
};

const drawn = (figure, one, at) => ({
  name: one.name,
  type: figure.dataset.chart === "line" ? "line" : "bar",
  stack: figure.dataset.chart === "stack" || figure.dataset.chart === "lying" ? "all" : undefined,
  data: one.values,
  barMaxWidth: 28,
  connectNulls: false,
  symbolSize: 6,
  itemStyle: { color: tone(COLOURS[one.tone] ?? "grey-mark") },
  lineStyle: { width: 2 },
  markLine: at === 0 && figure.dataset.marks ? {
    data: marked(figure), symbol: "none", silent: true, lineStyle: { color: tone("edge"), type: "dashed" },
  } : undefined,
});

const radar = (figure, told) => ({
  radar: {
    indicator: told.names.map((name) => ({ name, max: Number(figure.dataset.most) || 100 })),
    axisName: { color: tone("soft"), width: 72, overflow: "break" }, splitArea: { show: false }, radius: "58%",
    splitLine: { lineStyle: { color: tone("line") } }, axisLine: { lineStyle: { color: tone("line") } },
  },
  series: [{ type: "radar", data: told.series.map((one) => {
    const color = tone(COLOURS[one.tone] ?? "grey-mark");
    return { name: one.name, value: one.values, itemStyle: { color }, lineStyle: { color, width: 2 } };
  }) }],
});

const option = (figure) => {
  const told = read(figure.querySelector("table"));
  const shared = {
    animation: false,
    textStyle: { fontFamily: tone("sans") },
    legend: told.series.length > 1 ? { bottom: 0, textStyle: { color: tone("soft") } } : undefined,
    // Rich text is drawn, not written as markup: markup with styles is refused by our own policy.
    tooltip: { renderMode: "richText", trigger: figure.dataset.chart === "radar" ? "item" : "axis", confine: true },
  };
  if (figure.dataset.chart === "radar") return { ...shared, ...radar(figure, told) };
  return {
    ...shared,
    grid: { left: 8, right: 16, top: 16, bottom: told.series.length > 1 ? 36 : 8, containLabel: true },
    ...axes(figure, told.names, tone("line")),
    series: told.series.map((one, at) => drawn(figure, one, at)),
  };
};

const show = (figure) => {
  const place = figure.querySelector(".drawing");
  place.hidden = false;
  if (!("open" in figure.dataset)) figure.querySelector("details").open = false;
  const chart = echarts.init(place, null, { renderer: "svg" });
  const draw = () => { chart.resize(); chart.setOption(option(figure), true); };
  draw();
  new ResizeObserver(() => chart.resize()).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
};

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    library().then(() => show(target), () => {}); // without the library the table says it all
  }
});
for (const figure of document.querySelectorAll("figure[data-chart]")) seen.observe(figure);
