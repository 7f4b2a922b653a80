// Verifies one token with aws-jwt-verify as often as a line of standard input says, and prints the
// nanoseconds that took. The first line is the task; the package is where the argument says.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const { CognitoJwtVerifier } = createRequire(import.meta.url)(process.argv[2]);
let task;
let verifier;
for await (const line of createInterface({ input: process.stdin })) {
  if (!task) {
    task = JSON.parse(line);
    verifier = CognitoJwtVerifier.create({
      userPoolId: task.pool,
      tokenUse: "id",
      clientId: task.client,
    });
    verifier.cacheJwks(JSON.parse(task.jwks));
    continue;
  }
  const began = process.hrtime.bigint();
  for (let left = Number(line); left > 0; left--) {
    verifier.verifySync(task.token);
  }
  console.log(String(process.hrtime.bigint() - began));
}
