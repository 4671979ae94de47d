"""Prints the Rust examples of a reference site as the functions of one module.

Usage: rust_examples.py FOLDER_OF_THE_SITE
"""

import html
import pathlib
import re
import sys

number = 0
for page in sorted(pathlib.Path(sys.argv[1]).glob("*.html")):
    for code in re.findall(r'<h3>Rust</h3><pre tabindex="0"><code>(.*?)</code></pre>', page.read_text(), re.S):
        number += 1
        print(f"pub async fn {page.stem}() -> Result<(), Box<dyn std::error::Error>> {{")
        print(html.unescape(code))
        print("Ok(())\n}")
assert number > 3, f"only {number} examples were found"
