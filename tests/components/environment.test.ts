import * as pulumi from "@pulumi/pulumi";
import { checkClient, type ClientSettings } from "../../components/client-types";

const secret = pulumi.secret("canary");

const CLIENTS: readonly ClientSettings[] = [
  { type: "github-com", token: secret },
  { type: "github-enterprise", host: "ghe.example.com", token: secret },
  {
    type: "github-enterprise",
    host: "ghe.example.com",
    token: secret,
    apiHost: "api.ghe.example.com",
    graphqlHost: "graphql.ghe.example.com",
  },
  { type: "gitlab", host: "gitlab.example.com", token: secret },
  { type: "azure-repos", organization: "acme", token: secret },
  { type: "azure-repos", organization: "acme", token: secret, host: "tfs.example.com" },
  { type: "bitbucket-server", host: "bitbucket.example.com", username: "snyk", password: secret },
];

it.each(CLIENTS)("gives $type its environment, with the secrets apart", async (client) => {
  const { environment } = checkClient("test", client);
  expect(await resolved(environment.plain)).toMatchSnapshot("plain");
  expect(Object.keys(environment.secret)).toMatchSnapshot("secret");
  expect(JSON.stringify(await resolved(environment.plain))).not.toContain("canary");
});

function resolved(values: object): Promise<unknown> {
  return new Promise((resolve) => pulumi.output(values).apply(resolve));
}
