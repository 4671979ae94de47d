// The reference as a site of static pages.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";
import { Browser, look } from "./browser.mjs";

const TYPES = { html: "text/html", css: "text/css", js: "text/javascript" };

let folder, server, url, browser;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "flitt-reference-"));
  await promisify(execFile)(process.env.FLITT, ["export", "html", "--out", folder]);
  server = createServer(async (request, response) => {
    const name = path.basename(request.url);
    const type = TYPES[path.extname(name).slice(1)];
    const body = type && (await readFile(path.join(folder, name)).catch(() => null));
    response.writeHead(body ? 200 : 404, { "content-type": `${type ?? "text/plain"}; charset=utf-8` }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await Browser.start();
});
after(async () => {
  await browser.stop();
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});
afterEach(() => browser.check());

test("titles are words, and endpoints are grouped by task", async () => {
  const page = await browser.page();
  await page.goto(`${url}/index.html`);
  const groups = await page.locator("main h2").allTextContents();
  const tasks = ["Take a payment", "After the payment", "Saved cards and subscriptions", "Pay out and split", "Reports"];
  assert.deepEqual(groups, tasks);
  await look(page, "reference");
  await page.getByRole("main").getByRole("link", { name: /Reverse a payment/ }).click();
  await page.getByRole("heading", { level: 1, name: "Reverse a payment" }).waitFor();
  assert.equal(await page.title(), "Reverse a payment · flitt");
  await page.getByRole("navigation").getByRole("link", { name: "Capture a hold" }).click();
  await page.getByRole("heading", { level: 1, name: "Capture a hold" }).waitFor();
});

test("synonyms are found", async () => {
  const page = await browser.page();
  for (const [typed, title] of [
    ["refund", "Reverse a payment"],
    ["webhook", "server_callback_url"],
    ["authorize", "Capture a hold"],
    ["receipt", "Get fiscal records"],
    ["reverse_order", "Reverse a payment"],
  ]) {
    await page.goto(`${url}/index.html`);
    await page.getByRole("searchbox").fill(typed);
    assert.equal(await page.locator("#results li strong").first().textContent(), title, typed);
  }
  await page.getByRole("searchbox").fill("refund");
  await look(page, "reference-search");
  await page.getByRole("searchbox").press("Enter");
  await page.getByRole("heading", { level: 1, name: "Reverse a payment" }).waitFor();
});

test("every page is accessible and fits", async () => {
  const page = await browser.page();
  const pages = (await readdir(folder)).filter((name) => name.endsWith(".html"));
  assert.ok(pages.length > 15, `${pages}`);
  for (const name of pages) {
    await page.goto(`${url}/${name}`);
    await look(page, `reference-${name.replace(".html", "")}`, { fullPage: false });
  }
});
