'use strict'

// Sends the requests of the Node package, which are for the gateway's own host, to the sandbox.

const http = require('http')
const https = require('https')

const sandbox = new URL(process.env.FLITT_BASE_URL)
https.request = (options, done) => {
  const headers = { ...options.headers, Host: options.hostname }
  return http.request({ ...options, headers, hostname: sandbox.hostname, port: sandbox.port }, done)
}
