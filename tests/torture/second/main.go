// Command second answers the same questions as the server's core, with another library: trees and
// notes by golang.org/x/mod/sumdb, the thin rest (checkpoints, receipts, cosignatures) written anew.
//
// It reads one JSON object a line and writes one line for each: an answer, or "no" and why.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A question has what its kind needs; the rest stays empty.
type question struct {
	Do    string
	Index int64
	Old   int64
	Size  int64
	Leaf  []byte
	Head  []byte
	Was   []byte
	Path  [][]byte
	Data  []byte
	Keys  []string
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder := json.NewDecoder(in)
	for decoder.More() {
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		told, err := answer(asked)
		if err != nil {
			told = "no " + strconv.Quote(err.Error())
		}
		fmt.Fprintln(out, told)
	}
}

func answer(asked question) (string, error) {
	switch asked.Do {
	case "grow":
		return "yes", grow(asked.Size)
	case "root":
		head, err := tlog.TreeHash(asked.Size, stored)
		return head.String(), err
	case "prove":
		path, err := tlog.ProveRecord(asked.Size, asked.Index, stored)
		return spell(path), err
	case "prove growth":
		path, err := tlog.ProveTree(asked.Size, asked.Old, stored)
		return spell(path), err
	case "included":
		return included(asked)
	case "continued":
		return continued(asked)
	case "note":
		return signedBy(asked.Data, asked.Keys)
	case "checkpoint":
		head, err := readCheckpoint(asked.Data)
		return head.String(), err
	case "receipt":
		return receipt(asked.Data, asked.Leaf)
	}
	return "", errors.New("an unknown question")
}

// The tree that both sides know: leaf i is the text "leaf i".

var hashes []tlog.Hash

var stored = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = hashes[index]
	}
	return found, nil
})

func grow(size int64) error {
	for i := int64(0); i < size; i++ {
		more, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("leaf %d", i)), stored)
		if err != nil {
			return err
		}
		hashes = append(hashes, more...)
	}
	return nil
}

func spell(path []tlog.Hash) string {
	words := []string{"path"}
	for _, one := range path {
		words = append(words, one.String())
	}
	return strings.Join(words, " ")
}

// Proofs.

func included(asked question) (string, error) {
	leaf, head, path, err := hashesOf(asked.Leaf, asked.Head, asked.Path)
	if err != nil {
		return "", err
	}
	return "yes", tlog.CheckRecord(path, asked.Size, head, asked.Index, leaf)
}

func continued(asked question) (string, error) {
	was, head, path, err := hashesOf(asked.Was, asked.Head, asked.Path)
	if err != nil {
		return "", err
	}
	return "yes", tlog.CheckTree(path, asked.Size, head, asked.Old, was)
}

func hashesOf(one, other []byte, more [][]byte) (a, b tlog.Hash, path []tlog.Hash, err error) {
	for _, told := range append([][]byte{one, other}, more...) {
		if len(told) != tlog.HashSize {
			return a, b, nil, errors.New("a hash of another length")
		}
	}
	copy(a[:], one)
	copy(b[:], other)
	for _, told := range more {
		var hash tlog.Hash
		copy(hash[:], told)
		path = append(path, hash)
	}
	return a, b, path, nil
}

// Notes.

// signedBy names the keys that signed a note. The library drops what a key says twice and reads
// base64 loosely; the specification has one spelling and no bad line, so every line is tried alone.
func signedBy(data []byte, keys []string) (string, error) {
	known, err := verifiers(keys)
	if err != nil {
		return "", err
	}
	opened, err := note.Open(data, known)
	var unknown *note.UnverifiedNoteError
	if errors.As(err, &unknown) {
		opened, err = unknown.Note, nil
	}
	if err != nil {
		return "", err
	}
	lines := strings.SplitAfter(string(data[len(opened.Text)+1:]), "\n")
	signed := map[string]bool{}
	for _, line := range lines[:len(lines)-1] {
		if err := isStrict(line); err != nil {
			return "", err
		}
		alone, err := note.Open([]byte(opened.Text+"\n"+line), known)
		if errors.As(err, &unknown) {
			continue
		}
		if err != nil {
			return "", err
		}
		signed[fmt.Sprintf("%s+%08x", alone.Sigs[0].Name, alone.Sigs[0].Hash)] = true
	}
	return told(signed), nil
}

func told(names map[string]bool) string {
	words := []string{"signed"}
	for name := range names {
		words = append(words, name)
	}
	sort.Strings(words[1:])
	return strings.Join(words, " ")
}

func isStrict(line string) error {
	words := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
	_, err := decode(words[2])
	return err
}

func decode(text string) ([]byte, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err == nil && base64.StdEncoding.EncodeToString(data) != text {
		err = errors.New("base64 in another spelling")
	}
	return data, err
}

func verifiers(keys []string) (note.Verifiers, error) {
	var list []note.Verifier
	for _, key := range keys {
		one, err := note.NewVerifier(key)
		if err != nil {
			one, err = witnessOf(key)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return note.VerifierList(list...), nil
}

// A witness signs "cosignature/v1", the time it names and the text (C2SP tlog-cosignature).
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize || sig[0] > 0x7f {
		return false
	}
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(w.key, []byte(text), sig[8:])
}

func witnessOf(key string) (note.Verifier, error) {
	words := strings.SplitN(key, "+", 3)
	if len(words) != 3 {
		return nil, errors.New("a key misspelled")
	}
	data, err := decode(words[2])
	if err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != 4 {
		return nil, errors.New("a key that is no witness's")
	}
	sum := sha256.Sum256(append([]byte(words[0]+"\n"), data...))
	hash := binary.BigEndian.Uint32(sum[:])
	if words[1] != fmt.Sprintf("%08x", hash) {
		return nil, errors.New("a key with another hash")
	}
	return witness{words[0], hash, data[1:]}, nil
}

// Checkpoints and receipts.

type checkpoint struct {
	origin string
	size   int64
	head   tlog.Hash
}

func (c checkpoint) String() string {
	return fmt.Sprintf("head %q %d %s", c.origin, c.size, c.head)
}

func readCheckpoint(text []byte) (head checkpoint, err error) {
	lines := strings.Split(string(text), "\n")
	if len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return head, errors.New("not three lines")
	}
	head.origin = lines[0]
	if head.size, err = number(lines[1]); err != nil {
		return head, err
	}
	head.head, err = hash(lines[2])
	return head, err
}

func number(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text || n < 0 {
		return 0, errors.New("not a plain number")
	}
	return n, nil
}

func hash(text string) (found tlog.Hash, err error) {
	data, err := decode(text)
	if err == nil && len(data) != tlog.HashSize {
		err = errors.New("a hash of another length")
	}
	copy(found[:], data)
	return found, err
}

func receipt(data, leaf []byte) (string, error) {
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	if len(parts) != 2 {
		return "", errors.New("no checkpoint")
	}
	opened, err := note.Open(parts[1], note.VerifierList())
	var unknown *note.UnverifiedNoteError
	if !errors.As(err, &unknown) {
		return "", fmt.Errorf("no note: %v", err)
	}
	opened = unknown.Note
	if _, err := signedBy(parts[1], nil); err != nil {
		return "", err
	}
	head, err := readCheckpoint([]byte(opened.Text))
	if err != nil {
		return "", err
	}
	index, path, err := readPath(strings.Split(string(parts[0]), "\n"))
	if err != nil {
		return "", err
	}
	return "yes", tlog.CheckRecord(path, head.size, head.head, index, tlog.RecordHash(leaf))
}

func readPath(lines []string) (index int64, path []tlog.Hash, err error) {
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, errors.New("another header")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		data, err := decode(strings.TrimPrefix(lines[0], "extra "))
		if err != nil || len(data) == 0 {
			return 0, nil, errors.New("extra misspelled")
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, errors.New("no index")
	}
	if index, err = number(strings.TrimPrefix(lines[0], "index ")); err != nil {
		return 0, nil, err
	}
	for _, line := range lines[1:] {
		one, err := hash(line)
		if err != nil {
			return 0, nil, err
		}
		path = append(path, one)
	}
	return index, path, nil
}
