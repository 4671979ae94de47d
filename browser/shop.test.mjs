// The demo shop, as a buyer sees it.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { Browser, look } from "./browser.mjs";
import { Sandbox } from "./sandbox.mjs";

let sandbox, browser;

before(async () => {
  [sandbox, browser] = await Promise.all([Sandbox.start(), Browser.start()]);
});
after(async () => {
  await browser.stop();
  await sandbox.stop();
});
afterEach(() => browser.check());

test("a buyer pays a cup of tea, and the shop says what was paid", async () => {
  const page = await browser.page();
  await page.goto(`${sandbox.url}/shop`);
  await page.getByRole("heading", { name: "A cup of tea" }).waitFor();
  await page.getByText("10.20 GEL").waitFor();
  await look(page, "shop");
  const design = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("button", { name: "Pay 10.20 GEL" }).waitFor();
  await page.waitForLoadState();
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).fontFamily), design, "another site");

  // Cancelling leads back to the shop, which has no money yet.
  const checkout = page.url();
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Back to the shop" }).click();
  await page.getByRole("heading", { name: "Your order waits for its payment" }).waitFor();
  await look(page, "shop-waiting");

  await page.goto(checkout);
  await page.getByText("Test cards").click();
  await page.getByRole("link", { name: /4444 5555 1111 6666/ }).click();
  await page.getByRole("button", { name: "Pay 10.20 GEL" }).click();
  await page.waitForURL(`${sandbox.url}/shop`);
  await page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
  await page.getByText("Your order order-1: paid 10.20 GEL.").waitFor();
  await page.getByText("The goods are on their way.").waitFor();
  await look(page, "shop-paid");
  await page.getByRole("link", { name: "See the payment and its callback on the dashboard" }).click();
  await page.getByRole("heading", { level: 1, name: "order-1" }).waitFor();
});
