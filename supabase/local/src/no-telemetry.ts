// Import this first: the library reads it when it is loaded. Nothing that runs here is ever reported to anybody.
process.env.LITE_TELEMETRY = '0'
process.env.DO_NOT_TRACK = '1'
