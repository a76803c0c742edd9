import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../../inputs/environment";

interface Bitbucket {
  readonly host: pulumi.Input<string>;
  readonly apiHost: pulumi.Input<string> | undefined;
  readonly gitHost: pulumi.Input<string> | undefined;
}

/** Addresses of a Bitbucket Server, the same whatever the way to sign in. */
export function bitbucketAddresses({ host, apiHost, gitHost }: Bitbucket): ClientEnvironment["plain"] {
  return {
    BITBUCKET: host,
    BITBUCKET_API: apiHost ?? pulumi.interpolate`${host}/rest/api/1.0`,
    BITBUCKET_GIT: gitHost ?? host,
    GIT_URL: gitHost ?? host,
    BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${host}/rest/api/1.0/projects`,
  };
}
