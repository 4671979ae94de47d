// A sandbox in a process of its own, and a merchant's server next to it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const MERCHANT = 1549901;
const KEY = "test";

/** The signature of some parameters, as the gateway documents it. */
export function sign(fields) {
  const unsigned = ["signature", "response_signature_string"];
  const values = Object.entries(fields)
    .filter(([name, value]) => !unsigned.includes(name) && value !== "" && value != null)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => String(value));
  return createHash("sha1").update([KEY, ...values].join("|")).digest("hex");
}

export class Sandbox {
  static async start() {
    const program = process.env.FLITT;
    assert.ok(program, "FLITT names no program: start the test by browser/run");
    const process_ = spawn(program, ["sandbox", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    for await (const chunk of process_.stdout) {
      printed += chunk;
      const url = /base URL\s+(http:\/\/\S+)/.exec(printed)?.[1];
      if (url && printed.includes("demo shop of the sandbox")) return new Sandbox(process_, url, printed);
    }
    throw new Error(`the sandbox ended: ${printed}`);
  }

  #process;
  #orders = 0;

  constructor(process_, url, printed) {
    this.#process = process_;
    this.url = url;
    this.printed = printed;
  }

  async stop() {
    this.#process.kill();
    await once(this.#process, "exit");
  }

  /** Sends a request to an endpoint, signed unless it brings a signature. */
  async call(path, fields) {
    const unsigned = { merchant_id: MERCHANT, ...fields };
    const request = { signature: sign(unsigned), ...unsigned };
    const headers = { "content-type": "application/json" };
    const response = await fetch(this.url + path, { method: "POST", headers, body: JSON.stringify({ request }) });
    return (await response.json()).response;
  }

  /** Creates an order, and gives its name and the address of its checkout page. */
  async order(more = {}) {
    this.#orders += 1;
    const order = { order_id: `browser-${this.#orders}`, order_desc: "Two tickets, Tbilisi – Batumi", ...more };
    const created = await this.call("/api/checkout/url", { amount: 12550, currency: "GEL", ...order });
    assert.equal(created.response_status, "success", JSON.stringify(created));
    return { order_id: order.order_id, url: created.checkout_url, payment_id: created.payment_id };
  }

  async status(order_id) {
    return (await this.call("/api/status/order_id", { order_id })).order_status;
  }
}

/** A merchant's server: takes what payers bring back, and callbacks. */
export class Shop {
  static async start() {
    const shop = new Shop();
    shop.server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      shop.received.push({ path: request.url, method: request.method, body });
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end("<!doctype html><title>Shop</title><h1>Shop</h1>");
    }).listen(0, "127.0.0.1");
    await once(shop.server, "listening");
    shop.url = `http://127.0.0.1:${shop.server.address().port}`;
    return shop;
  }

  received = [];

  /** What a payer brought back last, whose signature is checked. */
  result() {
    const { body } = this.received.findLast(({ path, method }) => path === "/result" && method === "POST");
    const fields = Object.fromEntries(new URLSearchParams(body));
    assert.equal(fields.signature, sign(fields));
    return fields;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
