// A client's test against the mock: node --test sandbox.test.mjs. Node 20 or later, no packages.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

const command = process.env.TRUSTLINK ?? "trustlink";
const client = "tl-sandbox-importer-a:synthetic-secret-of-importer-a";

let mock, site, token;

/** Starts `trustlink mock` on a free port; resolves to the process and its origin. */
async function startMock(...options) {
  const started = spawn(command, ["mock", "--port", "0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: started.stdout })) {
    const found = /^Listening on (\S+)/.exec(line);
    if (found) {
      started.stdout.resume(); // so that it never waits for a reader
      return [started, found[1]];
    }
  }
  throw new Error("the mock server ended before it listened");
}

async function fetchToken() {
  const answer = await fetch(`${site}/oauth2/token`, {
    method: "POST",
    headers: { Authorization: `Basic ${Buffer.from(client).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  return (await answer.json()).access_token;
}

before(async () => {
  [mock, site] = await startMock("--now", "2026-09-15T04:00:00Z");
  token = await fetchToken();
});

after(async () => {
  const ended = once(mock, "exit");
  mock.kill("SIGTERM");
  await ended;
});

test("a supplier without a notice is clear", async () => {
  const path = "/trustlink/v1/suppliers/91440300TL0000016J/violation-status";

  const answer = await fetch(site + path, { headers: { Authorization: `Bearer ${token}` } });

  assert.equal(answer.status, 200);
  assert.equal((await answer.json()).outcome, "CLEAR");
});
