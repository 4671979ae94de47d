'use strict'

// The gateway's Node package against the sandbox. The URL can only be changed in the module `https`.

const assert = require('assert')
const http = require('http')
const https = require('https')

const base = new URL(process.env.FLITT_BASE_URL)
https.request = (options, done) =>
  http.request({ ...options, hostname: base.hostname, port: base.port, headers: { ...options.headers, Host: base.host } }, done)

const FlittPay = require('@flittpayments/flitt-node-js-sdk')

async function pay (checkoutUrl) {
  const form = new URLSearchParams({ token: new URL(checkoutUrl).searchParams.get('token'), card_number: '4444555511116666' })
  const answer = await fetch(new URL('/pay', base), { method: 'POST', body: form })
  assert.match(await answer.text(), /approved/)
}

async function check (name, options) {
  const gateway = new FlittPay({ merchantId: 1549901, secretKey: 'test', ...options })
  const created = await gateway.Checkout({ order_desc: 'Tea', currency: 'GEL', amount: 1000, preauth: 'Y' })
  await pay(created.checkout_url)
  // The package would create an identifier; this one can be recognized on the dashboard.
  const orderId = `${name} ${process.hrtime.bigint()}`
  const order = await gateway.Checkout({ order_id: orderId, order_desc: 'Tea', currency: 'GEL', amount: 1000, preauth: 'Y' })
  await pay(order.checkout_url)
  const status = await gateway.Status({ order_id: orderId })
  assert.strictEqual(status.order_status, 'approved')
  if (!options.protocol) assert.ok(gateway.isValidResponse(status), 'the signature of the answer is not valid')
  const captured = await gateway.Capture({ order_id: orderId, currency: 'GEL', amount: 800 })
  assert.strictEqual(captured.capture_status, 'captured')
  const reversed = await gateway.Reverse({ order_id: orderId, currency: 'GEL', amount: 300 })
  assert.strictEqual(reversed.reverse_status, 'approved')
  await assert.rejects(gateway.Reverse({ order_id: orderId, currency: 'GEL', amount: 3000 }), /1069/)
  console.log(`node, ${name}: created, read, captured, reversed`)
}

async function main () {
  await check('JSON', {})
  await check('forms', { contentType: 'form' })
  await check('protocol 2.0', { protocol: '2.0' })
  const gateway = new FlittPay({ merchantId: 1549901, secretKey: 'test' })
  const listed = await gateway.TransactionList({ order_id: 'unknown' }).catch(error => error)
  assert.match(listed.message, /1018/)
}

main().catch(error => { console.error(error); process.exit(1) })
