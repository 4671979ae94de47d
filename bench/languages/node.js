'use strict'

// Prints the nanoseconds that the gateway's Node package takes from plain values to signed bytes, building included. The
// request is kept where it would go to the network, and nothing responds.

const assert = require('assert')
const https = require('https')

let body
const kept = { on () {}, write (bytes) { body = bytes }, end () {} }
https.request = () => kept

const FlittPay = require('@flittpayments/flitt-node-js-sdk')

const gateway = new FlittPay({ merchantId: 1396424, secretKey: 'test' })

function once () {
  gateway.Checkout({
    order_id: 'test_order_id_132412412',
    order_desc: 'Test order',
    amount: 10025,
    currency: 'GEL',
    response_url: 'https://example.com/thankyoupage',
    server_callback_url: 'https://example.com/api/callback',
    version: '1.0.1'
  })
}

once()
assert.strictEqual(JSON.parse(body).request.signature, process.env.SIGNATURE)

const repeats = Number(process.env.REPEATS)
function many () {
  const begun = process.hrtime.bigint()
  for (let i = 0; i < repeats; i++) once()
  return Number(process.hrtime.bigint() - begun)
}

many()
console.log(Math.round(many() / repeats))
