// Judges tokens with aws-jwt-verify. The first line of standard input is the configuration, each other
// line is a token, when and how it is judged; each answer is a line: what is read of the token, or the
// name of the error. The package is where the argument says.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const { CognitoJwtVerifier } = createRequire(import.meta.url)(process.argv[2]);
let clientId;
let verifier;
// The package reads the clock itself: it is shown the one that our verifier is given.
let now = 0;
Date.now = () => now * 1000;

function judge({ at, grace, token, use }) {
  now = at;
  try {
    const claims = verifier.verifySync(token, { clientId, graceSeconds: grace, tokenUse: use });
    const user = claims[use === "id" ? "cognito:username" : "username"];
    return { read: [claims.sub, user ?? null, claims["cognito:groups"] ?? []] };
  } catch (error) {
    return { error: error.constructor.name };
  }
}

// In normal form, which ours hands to the policy. Half of a pair of surrogates is a text to JavaScript,
// and to nobody else.
function normal(_name, value) {
  return typeof value === "string" ? value.normalize().replace(/\p{Surrogate}/gu, "\ufffd") : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line);
  if (verifier) {
    process.stdout.write(`${JSON.stringify(judge(task), normal)}\n`);
  } else {
    clientId = task.client;
    verifier = CognitoJwtVerifier.create({ userPoolId: task.pool, clientId, tokenUse: null });
    verifier.cacheJwks(task.jwks);
  }
}
