// Import this first: the library reads it when it is loaded. It turns telemetry off.
process.env.LITE_TELEMETRY = '0'
process.env.DO_NOT_TRACK = '1'
