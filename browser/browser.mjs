// Chromium, and what is demanded of every page that it shows.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const HERE = path.dirname(fileURLToPath(import.meta.url));
const SCREENSHOTS = process.env.SCREENSHOTS ?? path.join(HERE, "../target/screenshots");
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
/** The narrowest window in which nothing may be wider than the window. */
const NARROW = { width: 360, height: 740 };

export class Browser {
  /** Chromium that reaches nothing but this machine. A name that is mapped leads to this machine too. */
  static async start({ mapped } = {}) {
    await mkdir(SCREENSHOTS, { recursive: true });
    const args = [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ];
    if (mapped) args.push(`--host-resolver-rules=MAP ${mapped} 127.0.0.1`);
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    return new Browser(await chromium.launch({ executablePath, args }));
  }

  #chromium;
  #errors = [];

  constructor(chromium_) {
    this.#chromium = chromium_;
  }

  /** A page in a session of its own. */
  async page({ phone = false, dark = false, script = true, isForeign = false } = {}) {
    const context = await this.#chromium.newContext({
      viewport: phone ? PHONE : DESKTOP,
      colorScheme: dark ? "dark" : "light",
      javaScriptEnabled: script,
      // Screenshots show pages that have come to rest.
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    // Whatever a page does that its policy forbids, or a script that fails, is reported on the console; a foreign page is
    // there to be refused.
    page.on("console", (message) => {
      const isRefusedByServer = /status of 4\d\d/.test(message.text());
      if (message.type() === "error" && !isRefusedByServer && !isForeign) this.#errors.push(message.text());
    });
    page.on("pageerror", (error) => this.#errors.push(String(error)));
    page.on("dialog", (dialog) => this.#errors.push(`a dialog opened: ${dialog.message()}`));
    page.on("request", (request) => {
      const { hostname } = new URL(request.url());
      if (hostname !== "127.0.0.1" && !isForeign) this.#errors.push(`a page asks for ${request.url()}`);
    });
    return page;
  }

  /** Fails if a page did what it must not. */
  check() {
    assert.deepEqual(this.#errors.splice(0), []);
  }

  stop() {
    return this.#chromium.close();
  }
}

/**
 * Takes screenshots of a page on a desktop and a phone, in light and dark colours, and checks in each of them what can be
 * checked of accessibility. Then checks the width in a narrow window. Of a page that is very long, `fullPage: false` takes only
 * the beginning. The page is complete before: an element can be found when the page has no styles yet.
 */
export async function look(page, name, { fullPage = true } = {}) {
  await page.waitForLoadState();
  const viewport = page.viewportSize();
  await page.evaluate(AXE);
  for (const [size, window] of [["", DESKTOP], ["-phone", PHONE]]) {
    await page.setViewportSize(window);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => scrollTo(0, 0));
      const seen = `${name}${size}${colorScheme === "dark" ? "-dark" : ""}`;
      await page.screenshot({ path: path.join(SCREENSHOTS, `${seen}.png`), fullPage, caret: "hide" });
      const found = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
      const errors = found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html)}`);
      assert.deepEqual(errors, [], seen);
    }
  }
  await page.setViewportSize(NARROW);
  await checkWidth(page, name);
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(viewport);
}

/** Fails if a page scrolls sideways. */
export async function checkWidth(page, name) {
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width[0] <= width[1], `${name} is ${width[0]} wide in a window of ${width[1]}`);
}
