// What MDN's HTTP Observatory says of the pages named on the command line, each "host/path": a JSON object by page.
// Only where it connects is ours: to HTTP_PORT and HTTPS_PORT here in place of 80 and 443 of a public host.
import net from "node:net";
import { scan } from "@mdn/mdn-http-observatory";

const here = { 80: process.env.HTTP_PORT, 443: process.env.HTTPS_PORT };
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connectHere(...args) {
  const options = [args].flat(2).find((each) => each?.port);
  if (here[options?.port]) Object.assign(options, { host: "127.0.0.1", port: here[options.port] });
  return connect.apply(this, args);
};

const said = {};
for (const page of process.argv.slice(2)) said[page] = await scan(page).catch((error) => ({ error: error.message }));
console.log(JSON.stringify(said));
