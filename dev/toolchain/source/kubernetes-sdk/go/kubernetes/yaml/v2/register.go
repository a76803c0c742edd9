// Package v2 stands in for the part of the generated Go SDK that registers the resources of a manifest.
package v2

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// RegisterResource refuses: without the generated SDK there is no Go type to register a manifest's object as.
func RegisterResource(
	_ *pulumi.Context, apiVersion, kind, name string, _ pulumi.Input, _ ...pulumi.ResourceOption,
) (pulumi.CustomResource, error) {
	return nil, fmt.Errorf("%s %q (%s): this build of the Kubernetes provider leaves out the YAML and Helm Chart "+
		"components; install Pulumi's own release of the provider to use them", kind, name, apiVersion)
}
