/*
 * onnxruntime's own builds (from 1.29 on, Linux and macOS) send what they are asked to run to their maker, and keep a
 * number of the device for it, unless this is set before the first session of the process is made. Nothing leaves the machine
 * here: every module that makes sessions imports this one. test/robustness/offline.test.ts looks at the sockets.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
