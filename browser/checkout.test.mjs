// What a payer can meet.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { Browser, look } from "./browser.mjs";
import { Sandbox, Shop } from "./sandbox.mjs";

const GOOD = "4444555511116666";
const BAD = "4444111155556666";
const ASKED = "4444555566661111";
const WITH_CODE = "9860010088889992";

let sandbox, shop, browser;

before(async () => {
  [sandbox, shop, browser] = await Promise.all([Sandbox.start(), Shop.start(), Browser.start()]);
});
after(async () => {
  await browser.stop();
  await sandbox.stop();
  shop.stop();
});
afterEach(() => browser.check());

async function type(page, number, { expiry = "1230", cvv = "123" } = {}) {
  await page.getByLabel("Card number").fill(number);
  await page.getByLabel("Expiry date").fill(expiry);
  await page.getByLabel("Security code").fill(cvv);
}

const pay = (page) => page.locator("form[data-pay] button").click();

test("a good card pays, and the payer comes back to the shop with the signed result", async () => {
  const page = await browser.page();
  const order = await sandbox.order({ response_url: `${shop.url}/result` });
  await page.goto(order.url);
  await look(page, "checkout");
  await page.getByLabel("Card number").pressSequentially("55");
  await page.locator('[data-mark="MasterCard"]').waitFor();
  await page.getByLabel("Card number").fill("");
  await page.getByLabel("Card number").pressSequentially(GOOD);
  assert.equal(await page.getByLabel("Card number").inputValue(), "4444 5555 1111 6666");
  await page.locator('[data-mark="Visa"]').waitFor();
  await page.getByLabel("Expiry date").pressSequentially("1230");
  assert.equal(await page.getByLabel("Expiry date").inputValue(), "12/30");
  await page.getByLabel("Security code").pressSequentially("123");
  await look(page, "checkout-filled");
  // The page of the result goes on by itself, which on a slow machine happens before anything is found there.
  const resultPage = page.waitForResponse(/\/checkout\/result\?/);
  await pay(page);
  const resultUrl = (await resultPage).url();
  await page.waitForURL(`${shop.url}/result`);
  const result = shop.result();
  assert.deepEqual([result.order_id, result.order_status], [order.order_id, "approved"]);
  await page.goto(order.url);
  await page.getByRole("heading", { name: "This order is already paid" }).waitFor();
  await look(page, "already-paid");

  // The result stays if its form is not sent.
  const staying = await browser.page();
  await staying.addInitScript(() => (HTMLFormElement.prototype.submit = () => {}));
  await staying.goto(resultUrl);
  await staying.getByRole("heading", { name: "Payment successful" }).waitFor();
  await staying.getByText("in a moment").waitFor();
  for (const [name, value] of [
    ["Description", "Two tickets, Tbilisi – Batumi"],
    ["Payment ID", String(order.payment_id)],
    ["Merchant", "Test shop"],
    ["Card", "•••• 6666"],
  ]) {
    const fact = staying.locator("dl.facts div", { has: staying.getByText(name, { exact: true }) });
    assert.equal(await fact.locator("dd").textContent(), value, name);
  }
  await staying.getByRole("button", { name: "Back to the shop" }).waitFor();
  await look(staying, "paid");
});

/** No payer needs a code of the gateway. */
async function assertNoCodes(page) {
  await page.waitForLoadState();
  assert.doesNotMatch(await page.locator("main").innerText(), /\bcode:? \d|\b10\d\d\b/i);
}

/** Waits until a field has the focus: a page focuses its first field when it is shown, which is later than it is loaded. */
const focus = (page, label) => page.getByLabel(label).and(page.locator(":focus")).waitFor();

test("a declined card can be tried again, unless the order allows one attempt", async () => {
  const page = await browser.page();
  await page.goto((await sandbox.order()).url);
  await type(page, BAD);
  await pay(page);
  await page.getByRole("alert").getByText("The bank declined the card.").waitFor();
  await assertNoCodes(page);
  // What may be kept is kept; the security code is not, and is entered next.
  assert.equal(await page.getByLabel("Card number").inputValue(), "4444 1111 5555 6666");
  assert.equal(await page.getByLabel("Expiry date").inputValue(), "12/30");
  assert.equal(await page.getByLabel("Security code").inputValue(), "");
  await focus(page, "Security code");
  await look(page, "declined-try-again");
  await type(page, GOOD);
  await pay(page);
  await page.getByText("Payment successful").waitFor();

  const once = await sandbox.order({ delayed: "N" });
  await page.goto(once.url);
  await type(page, BAD);
  await pay(page);
  await page.getByText("No money was taken.").waitFor();
  await assertNoCodes(page);
  await look(page, "declined");
  assert.equal(await sandbox.status(once.order_id), "declined");
});

test("the bank asks: approve, decline, one-time code", async () => {
  const page = await browser.page();
  const approved = await sandbox.order();
  await page.goto(approved.url);
  await type(page, ASKED);
  await pay(page);
  await page.getByRole("heading", { name: "Confirm the payment" }).waitFor();
  await look(page, "bank");
  assert.equal(await sandbox.status(approved.order_id), "processing");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("Payment successful").waitFor();

  await page.goto((await sandbox.order()).url);
  await type(page, ASKED);
  await pay(page);
  await page.getByRole("button", { name: "Decline" }).click();
  await page.getByRole("alert").getByText("The payment was not confirmed at the bank.").waitFor();
  await assertNoCodes(page);

  await page.goto((await sandbox.order()).url);
  await type(page, WITH_CODE);
  await pay(page);
  await page.getByLabel("One-time code").fill("222222");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("The code is wrong.").waitFor();
  await look(page, "bank-code-wrong");
  await page.getByLabel("One-time code").fill("111111");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("Payment successful").waitFor();
});

test("cancelling leads to the shop, or to a page that says so", async () => {
  const page = await browser.page();
  await page.goto((await sandbox.order({ cancel_url: `${shop.url}/cancelled` })).url);
  const cancel = page.getByRole("link", { name: "Cancel" });
  const style = await cancel.evaluate((link) => [getComputedStyle(link).textDecorationLine, getComputedStyle(link).borderStyle]);
  assert.deepEqual(style, ["underline", "none"], "it looks like a link");
  await cancel.click();
  await page.waitForURL(`${shop.url}/cancelled`);

  const order = await sandbox.order({ response_url: `${shop.url}/result` });
  await page.goto(order.url);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "Payment cancelled" }).waitFor();
  await look(page, "cancelled");
  await page.getByRole("link", { name: "Back to the payment" }).click();
  await page.waitForURL(order.url);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Back to the shop" }).click();
  await page.waitForURL(`${shop.url}/result`);
  assert.equal(shop.result().order_status, "created");
});

test("an expired and an unknown order have their page", async () => {
  const [page, dashboard] = await Promise.all([browser.page(), browser.page()]);
  const order = await sandbox.order();
  await page.goto(order.url);
  await type(page, GOOD);
  await dashboard.goto(`${sandbox.url}/dashboard/orders/${order.payment_id}`);
  await dashboard.getByRole("button", { name: "Expire", exact: true }).click();
  await dashboard.getByText("The lifetime is over, and nobody paid.").waitFor();
  await pay(page);
  await page.getByRole("heading", { name: "This payment link has expired" }).waitFor();
  await look(page, "expired");
  await page.goto(order.url.replace(/token=.*/, "token=none"));
  await page.getByRole("heading", { name: "There is no such order" }).waitFor();
  await look(page, "unknown");
});

test("an order that is refused has its page, in the payer's language", async () => {
  const page = await browser.page();
  await page.goto(shop.url);
  const action = `${sandbox.url}/api/checkout/redirect`;
  await page.evaluate((action) => {
    document.body.innerHTML = `<form method="post" action="${action}"><input name="lang" value="ka"></form>`;
    document.forms[0].submit();
  }, action);
  await page.getByRole("heading", { name: "შეკვეთა არ იქნა მიღებული" }).waitFor();
  await page.getByText("Parameter `order_id` is missing").waitFor();
  assert.equal(await page.locator(".technical p").isVisible(), false, "codes are for developers");
  await page.locator(".technical summary").click();
  await page.getByText("2008").waitFor();
  await look(page, "rejected");
});

test("a description with markup is shown as text", async () => {
  const page = await browser.page();
  const markup = `<script>alert(1)</script><img src=x onerror="alert(2)">`;
  const order = await sandbox.order({ order_desc: markup, order_id: `"><b>${Date.now()}` });
  await page.goto(order.url);
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), markup);
  await look(page, "markup");
  await page.goto(`${sandbox.url}/dashboard/orders/${order.payment_id}`);
  await page.getByText(markup, { exact: true }).waitFor();
  await page.getByRole("heading", { level: 1, name: order.order_id }).waitFor();
});

test("what is wrong is said at its field while one types", async () => {
  const page = await browser.page();
  await page.goto((await sandbox.order()).url);
  await type(page, "4444555566661112", { expiry: "0120", cvv: "1" });
  await pay(page);
  for (const [label, error] of [
    ["Card number", "Check the digits of the card number."],
    ["Expiry date", "This card has expired."],
    ["Security code", "Enter 3 or 4 digits."],
  ]) {
    const field = page.getByLabel(label);
    assert.equal(await field.getAttribute("aria-invalid"), "true", label);
    const ids = (await field.getAttribute("aria-describedby")).split(" ");
    const texts = await Promise.all(ids.map((id) => page.locator(`#${id}`).textContent()));
    assert.deepEqual(texts, [error], label);
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), "card_number");
  // The ring of the focus has the colour of the error, and the hint has given way to the error.
  const [ring, error] = await page.evaluate(() => [
    getComputedStyle(document.activeElement).outlineColor,
    getComputedStyle(document.getElementById("card_number-error")).color,
  ]);
  assert.equal(ring, error);
  assert.equal(await page.getByText("3 or 4 digits (CVV)").isVisible(), false);
  await look(page, "errors");
  await type(page, GOOD);
  await page.getByText("3 or 4 digits (CVV)").waitFor();
  assert.equal(await page.locator("[aria-invalid]").count(), 0);
  await pay(page);
  await page.getByText("Payment successful").waitFor();
});

/** Where things are in the window. */
const places = (page) =>
  page.evaluate(() =>
    ["#card_number", "#cvv2", "form[data-pay] button", ".test-cards"].map(
      (selector) => document.querySelector(selector).getBoundingClientRect().top,
    ),
  );

test("the form does not move when errors appear and vanish", async () => {
  for (const phone of [false, true]) {
    const page = await browser.page({ phone });
    await page.goto((await sandbox.order()).url);
    const before = await places(page);
    await type(page, "4444555566661112", { expiry: "0120", cvv: "1" });
    await pay(page);
    assert.equal(await page.locator("[aria-invalid]").count(), 3);
    assert.deepEqual(await places(page), before);
    await type(page, "5105105105105100");
    await page.getByLabel("Security code").blur();
    await page.getByText("This is not a test card, so it is declined.").waitFor();
    assert.deepEqual(await places(page), before);
  }
});

test("a test card fills in the form, is marked, and stays under the pointer", async () => {
  const page = await browser.page({ phone: true });
  await page.goto((await sandbox.order()).url);
  await type(page, "4444555566661112", { expiry: "0120", cvv: "1" });
  await pay(page);
  await page.getByText("Test cards").click();
  await look(page, "test-cards");
  const card = page.getByRole("link", { name: /8600 2020 2020 2023/ });
  await card.scrollIntoViewIfNeeded();
  const before = await card.boundingBox();
  await card.click();
  assert.deepEqual(await card.boundingBox(), before);
  assert.equal(await page.locator("[aria-invalid]").count(), 0);
  assert.equal(await page.locator(".test-cards [aria-current]").count(), 1);
  assert.equal(await card.getAttribute("aria-current"), "true");
  await card.getByText("Chosen").waitFor();
  await look(page, "test-card-chosen");
  await page.locator('[data-mark="UzCard"]').waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Confirm the payment" }).waitFor();
});

test("a card that is not a test card is recognized, and unfolds the test cards", async () => {
  const page = await browser.page();
  await page.goto((await sandbox.order()).url);
  await page.getByLabel("Card number").pressSequentially("5105105105105100");
  await page.getByText("This is not a test card, so it is declined.").waitFor();
  await page.getByRole("link", { name: /4444 5555 6666 1111/ }).waitFor();
  assert.equal(await page.locator("[aria-invalid]").count(), 0, "it is a valid number");
  await look(page, "not-a-test-card");
  await type(page, "5105105105105100");
  await pay(page);
  await page.getByRole("alert").getByText("Choose one of the test cards below.").waitFor();
  await page.getByRole("link", { name: /4444 5555 6666 1111/ }).waitFor();
  assert.equal(await page.getByLabel("Card number").inputValue(), "", "it can be a real card");
  await look(page, "not-a-test-card-declined");
});

test("the page speaks Georgian, and tells what else the payment does", async () => {
  const page = await browser.page();
  const more = { lang: "ka", order_desc: "ორი ბილეთი, თბილისი – ბათუმი", subscription: "Y", required_rectoken: "Y" };
  await page.goto((await sandbox.order(more)).url);
  assert.equal(await page.locator("html").getAttribute("lang"), "ka");
  await page.getByLabel("ბარათის ნომერი").fill(ASKED);
  await page.getByLabel("მოქმედების ვადა").fill("1230");
  await page.getByLabel("CVV კოდი").fill("123");
  await look(page, "georgian");
  await page.getByRole("button", { name: "გადახდა 125.50 GEL" }).click();
  await page.getByRole("heading", { name: "დაადასტურეთ გადახდა" }).waitFor();
  await look(page, "georgian-bank");
  await page.getByRole("button", { name: "დადასტურება" }).click();
  await page.getByRole("heading", { name: "გადახდა წარმატებით შესრულდა" }).waitFor();
  await look(page, "georgian-paid");
});

test("a phone shows all of it", async () => {
  for (const dark of [false, true]) {
    const name = dark ? "phone-dark" : "phone";
    const page = await browser.page({ phone: true, dark });
    const order = await sandbox.order({ order_desc: "x".repeat(300), verification: "Y", lang: dark ? "ka" : "en" });
    await page.goto(order.url);
    await page.locator("summary").click();
    await look(page, `${name}-checkout`);
    await page.locator(`a[data-number="${ASKED}"]`).click();
    await pay(page);
    await page.waitForURL(/\/acs/);
    await look(page, `${name}-bank`);
    await page.locator("button.primary").click();
    await page.waitForURL(/\/result/);
    await look(page, `${name}-paid`);
  }
});

test("the keyboard is enough", async () => {
  const page = await browser.page();
  await page.goto((await sandbox.order()).url);
  const focused = () => page.evaluate(() => document.activeElement.name ?? document.activeElement.textContent);
  await focus(page, "Card number");
  await page.keyboard.type(ASKED);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "expiry_date");
  await page.keyboard.type("1230");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "cvv2");
  await page.keyboard.type("123");
  await page.keyboard.press("Tab");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid", "one sees where the keyboard is");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Confirm the payment" }).waitFor();
  await page.waitForLoadState();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.getByText("Payment successful").waitFor();
});

test("without a script, forms and links do it all", async () => {
  const page = await browser.page({ script: false });
  const order = await sandbox.order({ response_url: `${shop.url}/result` });
  await page.goto(order.url);
  await page.getByText("Test cards").click();
  await page.getByRole("link", { name: /9860 0100 8888 9992/ }).click();
  await page.getByRole("link", { name: /9860 0100 8888 9992 .*Chosen/ }).waitFor();
  assert.equal(await page.getByLabel("Card number").inputValue(), "9860 0100 8888 9992");
  await page.getByLabel("Expiry date").fill("01/20");
  await pay(page);
  await page.getByText("This card has expired.").waitFor();
  // A test card is kept, and the security code is not.
  assert.equal(await page.getByLabel("Card number").inputValue(), "9860 0100 8888 9992");
  await page.locator(".test-cards [aria-current]").waitFor({ state: "attached" });
  await page.getByLabel("Expiry date").fill("01/40");
  await page.getByLabel("Security code").fill("123");
  await pay(page);
  await page.getByLabel("One-time code").fill("111111");
  await page.getByRole("button", { name: "Approve" }).click();
  // The next page has a button with the same name.
  await page.getByLabel("One-time code").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: "Payment successful" }).waitFor();
  await page.waitForLoadState();
  assert.equal(await page.getByText("in a moment").isVisible(), false, "nothing goes on by itself");
  await page.getByRole("button", { name: "Back to the shop" }).click();
  await page.waitForURL(`${shop.url}/result`);
  assert.equal(shop.result().order_id, order.order_id);
});
