/** Looks whether Docker Hub has the default image of every client type: a version on npm does not imply one. */
import axios from "axios";
import { CLIENT_TYPES } from "../../components/client-types";
import { CLIENT_VERSION } from "../../components/broker-client/plan";

/** @see https://docs.docker.com/reference/api/hub/latest/ */
const HUB = "https://hub.docker.com/v2/repositories/snyk/broker/tags";

async function main(): Promise<void> {
  const tags = Object.keys(CLIENT_TYPES).map((type) => `${CLIENT_VERSION}-${type}`);
  for (const tag of tags) {
    const { status } = await axios.get(`${HUB}/${tag}`, { timeout: 10_000, validateStatus: () => true });
    const found = status === 200 ? "there" : status === 404 ? "missing" : `not known (HTTP ${status})`;
    console.log(`snyk/broker:${tag}: ${found}`);
    if (status !== 200) process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
