// The certified oidc-provider of npm, twice: two providers that know the same people. One line on stdout when both are up.
import Provider from "oidc-provider";

const { PORTS, BACK, CLIENT, SECRET } = process.env;
const people = {
  wilf: { name: "Wilf of the Library", email: "wilf@example.org", email_verified: true },
  doubtful: { name: "Doubtful", email: "doubtful@example.org", email_verified: false },
};
const client = (client_id) => ({ client_id, client_secret: SECRET, redirect_uris: BACK.split(" ") });

await Promise.all(PORTS.split(" ").map((port) => {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [client(CLIENT), client("another-community")],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    cookies: { keys: ["for trying out"] },
    pkce: { required: () => true },
  });
  return new Promise((up) => { provider.listen(Number(port), "127.0.0.1", up); });
}));
console.log("up");
