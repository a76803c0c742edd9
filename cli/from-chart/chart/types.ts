/** The values of `scmType` that the chart has. */
export const CHART_TYPES = [
  "apprisk",
  "artifactory",
  "azure-repos",
  "bitbucket-server",
  "bitbucket-server-bearer-auth",
  "container-registry-agent",
  "github-com",
  "github-enterprise",
  "gitlab",
  "jira",
  "jira-bearer-auth",
  "nexus",
  "nexus2",
] as const;

export type ChartType = (typeof CHART_TYPES)[number];

/** Types of source code management: only they have accept flags, and a Code Agent that makes sense. */
export const SCM_TYPES: readonly ChartType[] = [
  "azure-repos",
  "bitbucket-server",
  "bitbucket-server-bearer-auth",
  "github-com",
  "github-enterprise",
  "gitlab",
];

/** Types whose token the chart can take from a pool. */
export const POOL_TYPES: readonly ChartType[] = ["github-com", "github-enterprise", "gitlab"];

/** Types that the chart gives no address of their own, or one that nobody can choose. */
export const WITHOUT_OWN_ADDRESS: readonly ChartType[] = [
  "apprisk",
  "container-registry-agent",
  "nexus",
  "nexus2",
];

export function isChartType(name: unknown): name is ChartType {
  return CHART_TYPES.some((type) => type === name);
}
