// What a developer sees and does on the dashboard.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";
import { Browser, checkWidth, look } from "./browser.mjs";
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

test("a new user does what the program prints, and nothing else", async (context) => {
  const fresh = await Sandbox.start();
  const [dashboard, payer] = await Promise.all([browser.page(), browser.page()]);
  context.after(async () => {
    // An open page would go on asking for changes.
    await Promise.all([dashboard, payer].map((page) => page.context().close()));
    await fresh.stop();
  });
  const [, address] = /dashboard +(\S+)/.exec(fresh.printed);
  await dashboard.goto(address);
  await isLive(dashboard);
  const [command] = /^.* call checkout_url .*$/m.exec(fresh.printed);
  const { stdout } = await promisify(execFile)("bash", ["-c", command]);
  await payer.goto(JSON.parse(stdout).checkout_url);
  await payer.getByText("Test cards").click();
  await payer.locator(".test-cards a").first().click();
  await payer.getByRole("button", { name: "Pay 10.20 GEL" }).click();
  await payer.getByRole("button", { name: "Approve" }).click();
  await payer.getByText(/Your order order-\d+: paid 10.20 GEL\./).waitFor();
  await inTable(dashboard, "approved").waitFor();
  await inTable(dashboard, "HTTP 200").waitFor();
  await dashboard.getByRole("link", { name: /^order-/ }).first().click();
  await dashboard.locator(".callback-event summary").click();
  await dashboard.locator(".callback-event").getByText('"order_status": "approved"').waitFor();

  // The command creates another order each time, whatever orders exist.
  await dashboard.getByRole("button", { name: "Create a test order" }).click();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const again = await promisify(execFile)("bash", ["-c", command]);
  assert.equal(JSON.parse(again.stdout).response_status, "success");
});

const isLive = (page) => page.getByText("Changes appear by themselves").waitFor();
const inTable = (page, text) => page.locator("table.orders").getByText(text, { exact: true });
const state = (page, name) => page.locator("#order .title .badge").getByText(name, { exact: true }).waitFor();

test("a first order: created, paid, called back, and all of it is seen without a reload", async () => {
  const home = await browser.page();
  await home.goto(sandbox.url);
  await isLive(home);
  await look(home, "dashboard-empty");
  const detail = await home.context().newPage();
  await detail.goto(sandbox.url);
  await detail.getByRole("button", { name: "Create a test order" }).click();
  await detail.getByRole("heading", { level: 1, name: "order-1" }).waitFor();
  await detail.getByText("The payer has not paid yet.").waitFor();
  await look(detail, "dashboard-created");
  // Its request is among the requests.
  await home.locator("#requests li").filter({ hasText: "POST /api/checkout/url" }).locator(".of", { hasText: "order-1" }).waitFor();
  await home.locator("#orders").getByRole("link", { name: "order-1" }).waitFor();

  const payer = await browser.page();
  await payer.goto(await detail.getByRole("link", { name: "Open the checkout page" }).getAttribute("href"));
  await payer.locator("summary").click();
  await payer.getByRole("link", { name: /4444 5555 6666 1111/ }).click();
  await payer.getByRole("button", { name: /Pay/ }).click();
  await detail.getByText("The bank asks the payer to confirm.").waitFor();
  await payer.getByRole("button", { name: "Approve" }).click();
  await state(detail, "approved");
  await detail.getByText("Paid, card 444455XXXXXX1111").waitFor();
  await detail.locator(".callback-event").getByText("HTTP 200").waitFor();
  await detail.locator(".callback-event summary").click();
  await look(detail, "dashboard-order");
  await inTable(home, "approved").waitFor();
  await inTable(home, "HTTP 200").waitFor();
  await payer.getByText("Your order order-1: paid 10.20 GEL.").waitFor();
});

/** Unfolds an action that asks first, and confirms it. */
async function confirm(page, action, amount) {
  const asking = page.locator(`details#${action.toLowerCase()}`);
  await asking.locator("summary").click();
  await asking.getByText("This cannot be undone.").waitFor();
  if (amount) await asking.getByLabel("Amount").fill(amount);
  await asking.getByRole("button", { name: action, exact: true }).click();
}

const sum = (page, name) => page.locator("dl.sums div", { has: page.getByText(name, { exact: true }) }).locator("dd");

test("buttons pay, decline, expire, capture, reverse, and repeat a callback", async () => {
  const page = await browser.page();
  const callbacks = { server_callback_url: `${shop.url}/callback` };
  const open = async (more) => page.goto(`${sandbox.url}/dashboard/orders/${(await sandbox.order(more)).payment_id}`);
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
  await page.getByText("The money is held until it is captured or reversed.").waitFor();
  assert.equal(await page.locator(".actions > *").first().getAttribute("id"), "capture", "it leads with the capture");
  await look(page, "dashboard-hold");
  await confirm(page, "Capture", "100.50");
  await page.getByText("Captured 100.50 GEL").waitFor();
  await page.locator("details#reverse summary").click();
  await look(page, "dashboard-asking");
  await page.getByLabel("Amount").fill("200");
  await page.locator("details#reverse").getByRole("button", { name: "Reverse", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await look(page, "dashboard-error");
  await page.goto(page.url());
  await confirm(page, "Reverse", "40.20");
  await page.getByText("Reversed 40.20 GEL").waitFor();
  for (const [name, amount] of [["Held", "125.50"], ["Captured", "100.50"], ["Given back", "40.20"], ["Net", "60.30"]]) {
    assert.equal(await sum(page, name).textContent(), `${amount} GEL`, name);
  }
  await look(page, "dashboard-part");
  await confirm(page, "Reverse");
  await state(page, "reversed");
  assert.equal(await sum(page, "Net").textContent(), "0.00 GEL");
  const callbacks_so_far = await page.locator(".callback-event").count();
  await press("Repeat callback");
  await page.locator(".callback-event").nth(callbacks_so_far).waitFor();
});

test("a declined attempt is visible", async () => {
  const page = await browser.page();
  const order = await sandbox.order();
  await page.goto(`${sandbox.url}/dashboard/orders/${order.payment_id}`);
  await page.getByRole("button", { name: "Decline", exact: true }).click();
  await page.getByText("The last attempt was declined: General decline (1000).").waitFor();
  await page.locator("table.attempts").getByText("declined").waitFor();
  await look(page, "dashboard-declined");
  await page.goto(`${sandbox.url}/?q=${order.order_id}`);
  await inTable(page, "last attempt declined").waitFor();
});

const STATUS_PATH = "/api/status/order_id";

/** Changes an order, and returns when a page of it has received the change, whether the page shows it or not. */
async function change(page, order) {
  const isRefresh = (request) => request.resourceType() === "fetch";
  const received = page.waitForResponse(
    async (response) => isRefresh(response.request()) && (await response.text()).includes(STATUS_PATH),
  );
  await sandbox.status(order.order_id);
  await received;
  // The page asks again after it has done what it does with the first copy.
  const askedAgain = page.waitForRequest(isRefresh);
  await sandbox.status(order.order_id);
  await askedAgain;
}

test("a click that began before a change is not lost, and the change is shown after it", async () => {
  const page = await browser.page();
  const changed = page.locator("#timeline").getByText(STATUS_PATH).first();
  const decline = page.getByRole("button", { name: "Decline", exact: true });
  for (const [target, begin, end] of [
    [decline, () => page.mouse.down(), () => page.mouse.up()],
    [decline, () => page.keyboard.down(" "), () => page.keyboard.up(" ")],
    [page.getByRole("heading", { level: 1 }), () => page.mouse.down(), () => page.mouse.up()],
  ]) {
    const order = await sandbox.order();
    await page.goto(`${sandbox.url}/dashboard/orders/${order.payment_id}`);
    await target.hover();
    await target.focus();
    await begin();
    await change(page, order);
    assert.equal(await changed.count(), 0);
    await end();
    if (target === decline) await page.getByText("The last attempt was declined: General decline (1000).").waitFor();
    await changed.waitFor();
  }
});

test("a rejected request tells which check it failed, and shows no secret", async () => {
  const page = await browser.page();
  await page.goto(sandbox.url);
  // No digits: three of them can be part of a time or a port as well.
  const card = { card_number: "4444555566661111", cvv2: "q#z!", expiry_date: "1230", signature: "0".repeat(40) };
  const order = { order_id: "rejected", order_desc: "Tea", amount: 100, currency: "GEL" };
  assert.equal((await sandbox.call("/api/3dsecure_step1", { ...order, ...card })).error_code, 1014);
  const line = page.locator("#requests li").first();
  await line.getByText("1014 signature").waitFor();
  const summary = line.locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await line.getByText("Rejected at the check of the signature").waitFor();
  assert.ok((await line.locator(".signed").textContent()).includes("[card_number]|GEL|[cvv2]"));
  // Changes arrive: what is unfolded stays so, and the keyboard stays where it is.
  await sandbox.order();
  const second = page.locator("#requests li").nth(1);
  await second.getByText("Rejected at the check of the signature").waitFor();
  assert.equal(await second.locator("summary").evaluate((it) => it === document.activeElement), true);
  await look(page, "dashboard-requests");
  const text = await page.locator("body").textContent();
  for (const secret of [card.card_number, card.cvv2]) assert.ok(!text.includes(secret), secret);
});

test("a fault is planned, and happens", async () => {
  const page = await browser.page();
  await page.goto(sandbox.url);
  await page.locator("#faults summary").click();
  await page.getByLabel("Let the next").fill("2");
  await page.getByLabel("requests at").selectOption("order_status");
  await page.getByLabel("fail by").selectOption("truncated");
  await page.getByRole("button", { name: "Plan" }).click();
  await page.getByText("truncated, 2 times, at order_status").waitFor();
  await look(page, "dashboard-faults");
  const { order_id } = await sandbox.order();
  await assert.rejects(sandbox.status(order_id));
  await page.getByText("truncated, at order_status").waitFor();
  await page.getByRole("button", { name: "Cancel all" }).click();
  await page.getByText("Nothing is planned.").waitFor();
  assert.equal(await sandbox.status(order_id), "created");
});

test("the dashboard is usable with a thousand orders", async (context) => {
  const many = await Sandbox.start();
  const page = await browser.page();
  context.after(async () => {
    await page.context().close();
    await many.stop();
  });
  for (let number = 1; number <= 1000; number++) {
    const order_desc = number % 100 === 0 ? "Red socks" : "Two tickets, Tbilisi – Batumi";
    const merchant_id = number % 2 ? 1549901 : 700001;
    await many.order({ order_desc, merchant_id, amount: number * 98_765 });
  }
  await page.goto(many.url);
  await page.getByText("1000 orders, page 1 of 40").waitFor();
  assert.equal(await page.locator("table.orders tbody tr").count(), 25);
  await page.getByRole("navigation", { name: "Pages of orders" }).getByRole("link", { name: "Older" }).click();
  await page.getByText("1000 orders, page 2 of 40").waitFor();
  await page.getByRole("link", { name: "browser-975", exact: true }).waitFor();
  await page.waitForLoadState();

  // Numbers, dates and names of states stay on one line each.
  for (const width of [1280, 800, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const lines = await page.evaluate(() => {
      const cells = document.querySelectorAll("table.orders td.number, table.orders time, table.orders .badge");
      const linesOf = (cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
      };
      return [...new Set([...cells].map(linesOf))].filter((count) => count > 0);
    });
    assert.deepEqual(lines, [1], `${width}`);
    await checkWidth(page, `a thousand orders at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, "dashboard-thousand");

  await page.getByLabel("Search").fill("SOCKS");
  await page.keyboard.press("Enter");
  await page.getByText("10 of 1000 orders").waitFor();
  const filters = page.getByRole("search", { name: "Orders" });
  await filters.getByLabel("Merchant").selectOption("Test shop");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("No order matches.").waitFor();
  await filters.getByLabel("Merchant").selectOption("Test marketplace");
  await filters.getByLabel("Status").selectOption("created");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("10 of 1000 orders").waitFor();
  assert.equal(await page.getByLabel("Search").inputValue(), "SOCKS");
  await look(page, "dashboard-search");
  // What is being typed survives a change.
  await isLive(page);
  await page.getByLabel("Search").fill("blue so");
  await many.order({ order_desc: "Red socks", merchant_id: 700001 });
  await page.getByText("11 of 1001 orders").waitFor();
  assert.equal(await page.getByLabel("Search").inputValue(), "blue so");
  await page.getByRole("link", { name: "Clear" }).click();
  await page.getByText("1001 orders, page 1 of 41").waitFor();
  await page.waitForLoadState();

  // The button is always in reach.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const button = page.getByRole("button", { name: "Create a test order" });
  const box = await button.boundingBox();
  assert.ok(box.y >= 0 && box.y < 100, `${box.y}`);
  await button.click();
  await page.getByRole("heading", { level: 1, name: "order-1002" }).waitFor();
});

test("merchants are shown with their names and the names of their keys", async () => {
  const page = await browser.page();
  await page.goto(sandbox.url);
  const merchant = page.locator("#merchants tr", { hasText: "1549901" });
  assert.match(await merchant.innerText(), /Test shop\s+1549901\s+payment, payout, company 1019/);
});

test("JSON is copied whole", async () => {
  const page = await browser.page();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: sandbox.url });
  const order = await sandbox.order();
  await page.goto(`${sandbox.url}/dashboard/orders/${order.payment_id}`);
  await page.locator("#timeline summary").first().click();
  const request = page.locator("#timeline .exchange > section").first();
  await request.getByRole("button", { name: "Copy" }).first().click();
  await request.getByText("Copied").waitFor();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(copied.request.order_id, order.order_id);
  assert.equal(copied.request.amount, 12550);
});

test("what a browser looks up is no request, and there is a page for what is not found", async () => {
  const page = await browser.page();
  await page.goto(sandbox.url);
  const requests = await page.locator("#requests li").count();
  const icon = await page.evaluate(() => fetch("/favicon.ico").then(({ status }) => status));
  assert.equal(icon, 200);
  await page.goto(`${sandbox.url}/no/such/page`);
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await look(page, "dashboard-not-found");
  await page.goto(`${sandbox.url}/dashboard/orders/1`);
  await page.getByRole("heading", { name: "There is no such order" }).waitFor();
  await page.getByRole("link", { name: "All orders" }).click();
  await page.getByRole("heading", { name: "Orders" }).waitFor();
  await page.waitForLoadState();
  assert.equal(await page.locator("#requests li").count(), requests);
});

test("states are words, and no dots", async () => {
  const page = await browser.page();
  const order = await sandbox.order();
  await page.goto(`${sandbox.url}/dashboard/orders/${order.payment_id}`);
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await state(page, "approved");
  await page.waitForLoadState();
  const kinds = await page.locator("#timeline .kind").allTextContents();
  assert.deepEqual(kinds, ["Order", "Request", "Order"]);
  const round = await page.evaluate(() =>
    [...document.querySelectorAll("*")].filter((element) =>
      ["::before", "::after", null].some((part) => getComputedStyle(element, part).borderRadius === "50%"),
    ).length,
  );
  assert.equal(round, 0);
});

test("long texts fit on a phone", async () => {
  const page = await browser.page({ phone: true });
  const order = await sandbox.order({ order_id: "y".repeat(200), order_desc: "z".repeat(300) });
  await page.goto(sandbox.url);
  await page.locator("#requests summary").first().click();
  await page.locator("#faults summary").click();
  await look(page, "dashboard-long");
  await page.goto(`${sandbox.url}/dashboard/orders/${order.payment_id}`);
  await look(page, "dashboard-long-order");
});

test("without a script, forms and links do it all", async () => {
  const page = await browser.page({ script: false });
  const order = await sandbox.order();
  await page.goto(`${sandbox.url}/?q=${order.order_id}`);
  await page.getByText("Reload to see changes").waitFor();
  await page.getByRole("link", { name: order.order_id, exact: true }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await state(page, "approved");
  await confirm(page, "Reverse", "25.50");
  await page.getByText("Reversed 25.50 GEL").waitFor();
  assert.equal(await page.getByRole("button", { name: "Copy" }).count(), 0);
  await page.getByRole("button", { name: "Create a test order" }).click();
  await page.getByText("The payer has not paid yet.").waitFor();
});

test("pages of others neither press buttons nor read the dashboard", async () => {
  const page = await browser.page();
  const order = await sandbox.order();
  const path = `/dashboard/orders/${order.payment_id}`;
  await page.goto(shop.url);
  const response = page.waitForResponse(sandbox.url + path);
  await page.evaluate((action) => {
    document.body.innerHTML = `<form method="post" action="${action}"><input name="action" value="expire"></form>`;
    document.forms[0].submit();
  }, sandbox.url + path);
  assert.equal((await response).status(), 403);
  assert.equal(await sandbox.status(order.order_id), "created");

  const rebound = await browser.page({ isForeign: true });
  const misdirected = await rebound.goto(sandbox.url.replace("127.0.0.1", "rebound.example"));
  assert.equal(misdirected.status(), 421);
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
          .then(() => "sent")
          .catch(() => "blocked");
      const stream = new Promise((resolve) => {
        const events = new EventSource(`${url}/dashboard/events`);
        events.onopen = () => resolve("open");
        events.onerror = () => resolve("blocked");
      });
      return [await send("no-cors", "text/plain"), await send("cors", "application/json"), await stream];
    },
    { url: sandbox.url, body },
  );
  assert.deepEqual(results, ["blocked", "blocked", "blocked"]);
  assert.equal(await sandbox.status(order.order_id), undefined);
});
