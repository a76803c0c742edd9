// Command pulumi-resource-kubernetes is Pulumi's Kubernetes provider, built without its generated Go SDK.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// version is stamped by the linker.
var version = ""

// The schema and the mapping come from the provider's module: the build copies them beside this file.
var (
	//go:embed schema.json
	schema []byte
	//go:embed terraform-mapping.json
	terraformMapping []byte
)

func main() {
	provider.Serve("kubernetes", version, schema, terraformMapping)
}
