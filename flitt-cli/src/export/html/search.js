// Search over endpoints, parameters and values. `index` contains [name, description, url, other words].
const input = document.getElementById("search");
const results = document.getElementById("results");
const maxResults = 12;
const noMatch = 5;

function rank(name, description, words, query) {
  const lower = name.toLowerCase();
  if (lower === query) return 0;
  if (words.split(" ").includes(query)) return 1;
  if (lower.startsWith(query)) return 2;
  if (lower.includes(query) || words.includes(query)) return 3;
  return description.toLowerCase().includes(query) ? 4 : noMatch;
}

function show() {
  const query = input.value.trim().toLowerCase().replaceAll(" ", "_");
  const text = input.value.trim().toLowerCase();
  const hits = query === "" ? [] : index
    .map(([name, description, url, words]) => {
      const best = Math.min(rank(name, description, words, query), rank(name, description, words, text));
      return [best, name, description, url];
    })
    .filter(([value]) => value < noMatch)
    .sort((one, other) => one[0] - other[0])
    .slice(0, maxResults);
  results.replaceChildren(...hits.map(([, name, description, url]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    const found = document.createElement("strong");
    found.textContent = name;
    const small = document.createElement("small");
    small.textContent = description;
    link.append(found, small);
    item.append(link);
    return item;
  }));
  if (query !== "" && hits.length === 0) {
    const item = document.createElement("li");
    item.textContent = "Nothing found";
    results.append(item);
  }
  results.hidden = query === "";
}

input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { input.value = ""; show(); }
  if (event.key === "Enter") results.querySelector("a")?.click();
  if (event.key === "ArrowDown") { event.preventDefault(); results.querySelector("a")?.focus(); }
});
results.addEventListener("keydown", (event) => {
  const item = document.activeElement.closest("li");
  if (event.key === "ArrowDown") { event.preventDefault(); item?.nextElementSibling?.querySelector("a")?.focus(); }
  if (event.key === "ArrowUp") { event.preventDefault(); (item?.previousElementSibling?.querySelector("a") ?? input).focus(); }
  if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
});
results.addEventListener("click", () => { results.hidden = true; });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) { event.preventDefault(); input.focus(); }
});
// On wide screens, the list of pages is next to the content and open.
const pages = document.querySelector("nav details");
const wide = matchMedia("(min-width: 60rem)");
if (wide.matches) pages.open = true;
wide.addEventListener("change", () => { pages.open = wide.matches; });
