// Ask for a decision and read it back, with types generated from docs/openapi.json. docs/api.md says how to run it.
import { AwsClient } from "aws4fetch";
import createClient from "openapi-fetch";

import type { paths } from "./api.d.ts";

declare const process: { argv: string[]; env: Record<string, string | undefined>; exitCode: number };

const [, , endpoint = ""] = process.argv; // the export api_endpoint, with or without /transactions
const aws = new AwsClient({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
  sessionToken: process.env.AWS_SESSION_TOKEN,
  region: process.env.AWS_DEFAULT_REGION,
  service: "execute-api",
  retries: 0, // what is tried again is up to the shop: the same body is answered as the first time
});
const api = createClient<paths>({
  baseUrl: endpoint.replace(/\/transactions$/, ""),
  fetch: (request) => aws.fetch(request, { signal: request.signal }), // else the time for an answer is not kept
});

const id = `order-${crypto.randomUUID()}`; // one for each payment, the same for each try
const { data: decided, error } = await api.POST("/decisions", {
  body: { transaction_id: id, amount: 42.5, currency: "EUR", merchant: "Corner Shop", customer_id: "C-1" },
  signal: AbortSignal.timeout(10_000),
});
if (decided) {
  console.log(decided.outcome);
  const { data: known } = await api.GET("/transactions", { params: { query: { id } } });
  console.log(`read back: ${known?.decision?.outcome} at ${known?.transaction.merchant}`);
} else {
  console.error(error.error); // the field and the rule
  process.exitCode = 1;
}
