"""Official documents on paper: GB/T 9704-2012 in arithmetic, as PDF and as docx."""
