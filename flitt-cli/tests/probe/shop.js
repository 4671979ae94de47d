'use strict'

// A small shop with the gateway's Node package, and at most one planted bug: `hold-as-sale` or `believes-the-last`.
// It asks the gateway for the status of an order at every callback, so what a callback says decides nothing.

const http = require('http')
const https = require('https')

const base = new URL(process.env.FLITT_BASE_URL)
// The package has the address of the gateway built in, and can only be led elsewhere in this module.
https.request = (options, done) =>
  http.request({ ...options, hostname: base.hostname, port: base.port, headers: { ...options.headers, Host: base.host } }, done)

const FlittPay = require('@flittpayments/flitt-node-js-sdk')

const bug = process.argv[2] || ''
const merchant = process.env.FLITT_MERCHANT_ID
const address = process.env.SHOP_LISTEN
const price = '1000'
const gateway = new FlittPay({ merchantId: Number(merchant), secretKey: process.env.FLITT_PAYMENT_KEY })
const orders = new Map()

async function create (orderId) {
  orders.set(orderId, { shipped: 0, refunded: 0 })
  await gateway.Checkout({
    order_id: orderId,
    order_desc: 'Tea',
    amount: Number(price),
    currency: 'GEL',
    server_callback_url: `http://${address}/callback`
  })
}

function isPaid (order) {
  const info = JSON.parse(order.additional_info || '{}')
  return order.order_status === 'approved' && order.tran_type === 'purchase' && String(order.merchant_id) === merchant &&
    order.amount === price && order.currency === 'GEL' && order.actual_amount === price && order.actual_currency === 'GEL' &&
    (bug === 'hold-as-sale' || !info.capture_status || info.capture_status === 'captured') && !info.is_test
}

async function receive (contentType, body) {
  const received = contentType.includes('json') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
  const order = orders.get(received.order_id)
  if (!order || !gateway.isValidResponse(received)) return 400
  const status = await gateway.Status({ order_id: received.order_id })
  // Nothing is awaited from here on: the check and the change are one step.
  if (isPaid(status) && order.shipped === 0) order.shipped = 1
  order.refunded = bug === 'believes-the-last'
    ? Number(received.reversal_amount || 0)
    : Math.max(order.refunded, Number(status.reversal_amount || 0))
  return 200
}

async function respond (request, body) {
  const url = new URL(request.url, `http://${address}`)
  const orderId = url.searchParams.get('order')
  if (url.pathname === '/callback') return [await receive(request.headers['content-type'], body), '']
  if (url.pathname === '/buy') {
    await create(orderId)
    return [200, '']
  }
  const order = orders.get(orderId)
  return order ? [200, `shipped ${order.shipped}\nrefunded ${order.refunded}\n`] : [404, '']
}

http.createServer(async (request, response) => {
  try {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const [status, text] = await respond(request, body)
    response.writeHead(status).end(text)
  } catch (error) {
    // Whatever it is, the gateway has to repeat the callback.
    response.writeHead(500).end(`${error}\n`)
  }
}).listen(address.split(':')[1], address.split(':')[0])
