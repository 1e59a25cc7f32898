import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import dgram from 'node:dgram';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import threads from 'node:worker_threads';

/*
 * Loaded before anything else in a process and in each of its threads: whatever would reach a network is written down
 * and thrown.
 */

const log = (process.env.INFOLIO_TEST_NETWORK_LOG ??= join(tmpdir(), `infolio-network-${process.pid}.log`));
appendFileSync(log, 'guarded\n');

const forbidden = (name) =>
  function attempt(...args) {
    const target = typeof args[0] === 'string' || args[0] instanceof URL ? String(args[0]) : JSON.stringify(args[0] ?? null);
    appendFileSync(log, `${name} ${target}\n`);
    throw new Error(`${name}: there is no network here`);
  };

globalThis.fetch = async (...args) => forbidden('fetch')(...args);
globalThis.WebSocket = class { constructor(...args) { forbidden('WebSocket')(...args); } };
for (const [name, module] of [['http', http], ['https', https]]) for (const call of ['request', 'get']) module[call] = forbidden(`${name}.${call}`);
net.Socket.prototype.connect = forbidden('connect');
for (const call of ['connect', 'createConnection']) net[call] = forbidden(`net.${call}`);
// A server looks its own address up, which asks nobody.
const { lookup } = dns;
dns.lookup = (host, ...rest) => (net.isIP(host) === 0 ? forbidden('dns.lookup')(host) : lookup(host, ...rest));
dgram.createSocket = forbidden('dgram.createSocket');

// Threads of threads are guarded too: they take no options from the environment by themselves.
threads.Worker = class extends threads.Worker {
  constructor(file, options = {}) {
    super(file, { ...options, execArgv: ['--import', import.meta.url] });
  }
};
syncBuiltinESMExports();
