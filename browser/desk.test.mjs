// What a developer sees and does on the desk.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";
import { Browser, look } from "./browser.mjs";
import { Sandbox, Shop, sign } from "./sandbox.mjs";

let sandbox, shop, browser;

before(async () => {
  const mapped = "rebound.example";
  [sandbox, shop, browser] = await Promise.all([Sandbox.start(), Shop.start(), Browser.start({ mapped })]);
});
after(async () => {
  await browser.stop();
  await sandbox.stop();
  shop.stop();
});
afterEach(() => browser.check());

test("a new user does what the program prints, and nothing else", async () => {
  const fresh = await Sandbox.start();
  const [, address] = /dashboard +(\S+)/.exec(fresh.printed);
  const desk = await browser.page();
  await desk.goto(address);
  await desk.getByText("Live").waitFor();
  const [command] = /^.* call checkout_url .*$/m.exec(fresh.printed);
  const { stdout } = await promisify(execFile)("bash", ["-c", command]);
  const payer = await browser.page();
  await payer.goto(JSON.parse(stdout).checkout_url);
  await payer.getByText("Test cards").click();
  await payer.locator(".test-cards a").first().click();
  await payer.getByRole("button", { name: "Pay 10.20 GEL" }).click();
  await payer.getByRole("button", { name: "Approve" }).click();
  await payer.getByText("Your order order-1: paid 10.20 GEL.").waitFor();
  await look(payer, "new-user-shop");
  await desk.locator("#orders").getByText("approved").waitFor();
  await desk.locator("#orders").getByText("HTTP 200").waitFor();
  await desk.getByRole("link", { name: "order-1" }).first().click();
  await desk.locator(".mark-callback summary").click();
  await desk.locator(".mark-callback").getByText('"order_status": "approved"').waitFor();
  await look(desk, "new-user-order");
  // An open page would go on asking for changes.
  await Promise.all([desk, payer].map((page) => page.context().close()));
  await fresh.stop();
});

const state = (page, name) => page.locator("#order .badge").getByText(name, { exact: true }).waitFor();

test("a first order: created, paid, called back, and all of it is seen without a reload", async () => {
  const home = await browser.page();
  await home.goto(sandbox.url);
  await home.getByText("Live").waitFor();
  await look(home, "desk-empty");
  const desk = await home.context().newPage();
  await desk.goto(sandbox.url);
  await desk.getByRole("button", { name: "Create a test order" }).click();
  await desk.getByRole("heading", { level: 1, name: "order-1" }).waitFor();
  await home.locator("#orders").getByRole("link", { name: "order-1" }).waitFor();

  const payer = await browser.page();
  await payer.goto(await desk.getByRole("link", { name: "Open the checkout page" }).getAttribute("href"));
  await payer.locator("summary").click();
  await payer.getByRole("link", { name: /4444 5555 6666 1111/ }).click();
  await payer.getByRole("button", { name: /Pay/ }).click();
  await desk.getByText("The bank asks the payer").waitFor();
  await payer.getByRole("button", { name: "Approve" }).click();
  await state(desk, "approved");
  await desk.getByText("Paid, card 444455XXXXXX1111").waitFor();
  await desk.locator(".mark-callback").getByText("HTTP 200").waitFor();
  await look(desk, "desk-order");
  await home.locator("#orders").getByText("approved").waitFor();
  await home.locator("#orders").getByText("HTTP 200").waitFor();
  await payer.getByText("Your order order-1: paid 10.20 GEL.").waitFor();
  await look(payer, "demo-shop");
});

test("buttons pay, decline, expire, capture, reverse, and repeat a callback", async () => {
  const page = await browser.page();
  const callbacks = { server_callback_url: `${shop.url}/callback` };
  const open = async (more) => page.goto(`${sandbox.url}/desk/orders/${(await sandbox.order(more)).payment_id}`);
  const press = (name) => page.getByRole("button", { name, exact: true }).click();

  await open({ delayed: "N" });
  await press("Decline");
  await state(page, "declined");
  await open({});
  await press("Expire");
  await state(page, "expired");
  await open({ ...callbacks, preauth: "Y" });
  await press("Pay");
  await state(page, "approved");
  await press("Capture");
  await page.getByText("Captured 125.50 GEL").waitFor();
  await press("Reverse");
  await state(page, "reversed");
  await page.getByText("Reversed 125.50 GEL").waitFor();
  await page.locator(".mark-callback").nth(1).waitFor();
  await press("Repeat callback");
  await page.locator(".mark-callback").nth(2).waitFor();
  await look(page, "desk-reversed");
});

test("a refused request tells which check it failed, and shows no secret", async () => {
  const page = await browser.page();
  await page.goto(sandbox.url);
  // No digits: three of them can be part of a time or a port as well.
  const card = { card_number: "4444555566661111", cvv2: "q#z!", expiry_date: "1230", signature: "0".repeat(40) };
  const order = { order_id: "refused", order_desc: "Tea", amount: 100, currency: "GEL" };
  assert.equal((await sandbox.call("/api/3dsecure_step1", { ...order, ...card })).error_code, 1014);
  const line = page.locator("#requests li").first();
  await line.getByText("1014 signature").waitFor();
  const summary = line.locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await line.getByText("Refused at the check of the signature").waitFor();
  assert.ok((await line.locator(".signed").textContent()).includes("[card_number]|GEL|[cvv2]"));
  // Changes arrive: what is unfolded stays so, and the keyboard stays where it is.
  await sandbox.order();
  const second = page.locator("#requests li").nth(1);
  await second.getByText("Refused at the check of the signature").waitFor();
  assert.equal(await second.locator("summary").evaluate((it) => it === document.activeElement), true);
  await look(page, "desk-requests");
  const text = await page.locator("body").textContent();
  for (const secret of [card.card_number, card.cvv2]) assert.ok(!text.includes(secret), secret);
});

test("a fault is planned, and happens", async () => {
  const page = await browser.page();
  await page.goto(sandbox.url);
  await page.getByText("Faults", { exact: true }).click();
  await page.getByLabel("Let the next").fill("2");
  await page.getByLabel("requests at").selectOption("order_status");
  await page.getByLabel("fail by").selectOption("truncated");
  await page.getByRole("button", { name: "Plan" }).click();
  await page.getByText("truncated, 2 times, at order_status").waitFor();
  await look(page, "desk-faults");
  const { order_id } = await sandbox.order();
  await assert.rejects(sandbox.status(order_id));
  await page.getByText("truncated, at order_status").waitFor();
  await page.getByRole("button", { name: "Cancel all" }).click();
  await page.getByText("Nothing is planned.").waitFor();
  assert.equal(await sandbox.status(order_id), "created");
});

test("the desk is whole on a phone, in the dark, and without a script", async () => {
  const phone = await browser.page({ phone: true, dark: true });
  const order = await sandbox.order({ order_id: "y".repeat(200), order_desc: "z".repeat(300) });
  await phone.goto(sandbox.url);
  await phone.locator("#requests summary").first().click();
  await look(phone, "desk-phone-dark");
  await phone.goto(`${sandbox.url}/desk/orders/${order.payment_id}`);
  await look(phone, "desk-phone-dark-order");

  const page = await browser.page({ script: false });
  await page.goto(`${sandbox.url}/desk/orders/${order.payment_id}`);
  await page.getByText("Reload to see news").waitFor();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await state(page, "approved");
});

test("pages of others neither press buttons nor read the desk", async () => {
  const page = await browser.page();
  const order = await sandbox.order();
  const path = `/desk/orders/${order.payment_id}`;
  await page.goto(shop.url);
  const answer = page.waitForResponse(sandbox.url + path);
  await page.evaluate((action) => {
    document.body.innerHTML = `<form method="post" action="${action}"><input name="action" value="expire"></form>`;
    document.forms[0].submit();
  }, sandbox.url + path);
  assert.equal((await answer).status(), 403);
  assert.equal(await sandbox.status(order.order_id), "created");

  const rebound = await browser.page({ isForeign: true });
  const refused = await rebound.goto(sandbox.url.replace("127.0.0.1", "rebound.example"));
  assert.equal(refused.status(), 421);
});

test("pages of others, whatever they send by script, create nothing and hear nothing", async () => {
  const page = await browser.page({ isForeign: true });
  await page.goto(shop.url);
  const order = { order_id: "by-script", merchant_id: 1549901, order_desc: "Tea", amount: 1000, currency: "GEL" };
  const body = JSON.stringify({ request: { ...order, signature: sign(order) } });
  const results = await page.evaluate(
    async ({ url, body }) => {
      const send = (mode, type) =>
        fetch(`${url}/api/checkout/url`, { method: "POST", mode, body, headers: { "content-type": type } })
          .then(() => "answered")
          .catch(() => "refused");
      const stream = new Promise((resolve) => {
        const events = new EventSource(`${url}/desk/events`);
        events.onopen = () => resolve("open");
        events.onerror = () => resolve("refused");
      });
      return [await send("no-cors", "text/plain"), await send("cors", "application/json"), await stream];
    },
    { url: sandbox.url, body },
  );
  assert.deepEqual(results, ["refused", "refused", "refused"]);
  assert.equal(await sandbox.status(order.order_id), undefined);
});
