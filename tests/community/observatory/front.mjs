// What stands before the web process, as Caddy does: TLS for HOST at HTTPS_PORT, and at HTTP_PORT the way there. COOKIE is
// sent along with what is asked; the header WITHOUT is kept back. One line on stdout when both are up.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

const { HOST, HTTP_PORT, HTTPS_PORT, WEB_PORT, CERTIFICATE, COOKIE, WITHOUT } = process.env;

function pass(asked, answer) {
  const cookie = [asked.headers.cookie, COOKIE].filter(Boolean).join("; ");
  const headers = { ...asked.headers, ...(cookie && { cookie }), "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" };
  const { method, url: path } = asked;
  asked.pipe(http.request({ port: WEB_PORT, method, path, headers }, (given) => {
    const { [WITHOUT]: _, ...kept } = given.headers;
    answer.writeHead(given.statusCode, kept);
    given.pipe(answer);
  }));
}

function lead(asked, answer) {
  answer.writeHead(308, { location: `https://${HOST}${asked.url}`, connection: "close" }).end();
}

const both = readFileSync(CERTIFICATE);
const servers = [[http.createServer(lead), HTTP_PORT], [https.createServer({ key: both, cert: both }, pass), HTTPS_PORT]];
await Promise.all(servers.map(([server, port]) => new Promise((up) => { server.listen(Number(port), "127.0.0.1", up); })));
console.log("up");
