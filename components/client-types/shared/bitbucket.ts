import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../../inputs/environment";

interface Bitbucket {
  readonly host: pulumi.Input<string>;
  readonly apiHost: pulumi.Input<string> | undefined;
  readonly gitHost: pulumi.Input<string> | undefined;
}

/** Addresses of a Bitbucket Server, the same whatever the way to sign in. */
export function bitbucketAddresses({ host, apiHost, gitHost }: Bitbucket): ClientEnvironment["plain"] {
  const api = apiHost ?? pulumi.interpolate`${host}/rest/api/1.0`;
  return {
    BITBUCKET: host,
    BITBUCKET_API: api,
    BITBUCKET_GIT: gitHost ?? host,
    GIT_URL: gitHost ?? host,
    BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${api}/projects`,
  };
}
