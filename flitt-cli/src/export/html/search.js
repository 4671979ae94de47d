// Search over endpoints, parameters and values. `index` holds [name, words, address].
const input = document.getElementById("search");
const found = document.getElementById("found");
const most = 12;
const nowhere = 4;

function rank(name, words, wanted) {
  const lower = name.toLowerCase();
  if (lower === wanted) return 0;
  if (lower.startsWith(wanted)) return 1;
  if (lower.includes(wanted)) return 2;
  return words.toLowerCase().includes(wanted) ? 3 : nowhere;
}

function show() {
  const wanted = input.value.trim().toLowerCase().replaceAll(" ", "_");
  const plain = input.value.trim().toLowerCase();
  const hits = wanted === "" ? [] : index
    .map(([name, words, address]) => [Math.min(rank(name, words, wanted), rank(name, words, plain)), name, words, address])
    .filter(([value]) => value < nowhere)
    .sort((one, other) => one[0] - other[0])
    .slice(0, most);
  found.replaceChildren(...hits.map(([, name, words, address]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    const code = document.createElement("code");
    code.textContent = name;
    const small = document.createElement("small");
    small.textContent = words;
    link.append(code, small);
    item.append(link);
    return item;
  }));
  if (wanted !== "" && hits.length === 0) {
    const item = document.createElement("li");
    item.textContent = "Nothing found";
    found.append(item);
  }
  found.hidden = wanted === "";
}

input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { input.value = ""; show(); }
  if (event.key === "Enter") found.querySelector("a")?.click();
  if (event.key === "ArrowDown") { event.preventDefault(); found.querySelector("a")?.focus(); }
});
found.addEventListener("keydown", (event) => {
  const item = document.activeElement.closest("li");
  if (event.key === "ArrowDown") { event.preventDefault(); item?.nextElementSibling?.querySelector("a")?.focus(); }
  if (event.key === "ArrowUp") { event.preventDefault(); (item?.previousElementSibling?.querySelector("a") ?? input).focus(); }
  if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
});
found.addEventListener("click", () => { found.hidden = true; });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) { event.preventDefault(); input.focus(); }
});
// Beside the content there is room for the list of pages.
const pages = document.querySelector("nav details");
const wide = matchMedia("(min-width: 60rem)");
if (wide.matches) pages.open = true;
wide.addEventListener("change", () => { pages.open = wide.matches; });
