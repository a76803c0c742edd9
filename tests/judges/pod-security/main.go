// Judges pods by the Pod Security Standards with the code that Kubernetes' own admission runs.
//
// Usage: pod-security FILE...  Every file is one YAML document. Prints a line per violation; exits 1 when there is one.
package main

import (
	"fmt"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"
)

func main() {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		fail(err)
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	violations := 0
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		if err != nil {
			fail(err)
		}
		var deployment appsv1.Deployment
		if err := yaml.UnmarshalStrict(text, &deployment); err != nil {
			fail(fmt.Errorf("%s: %w", file, err))
		}
		template := deployment.Spec.Template
		for _, result := range evaluator.EvaluatePod(level, &template.ObjectMeta, &template.Spec) {
			if !result.Allowed {
				violations++
				fmt.Printf("%s: %s: %s\n", file, result.ForbiddenReason, result.ForbiddenDetail)
			}
		}
	}
	if violations > 0 {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}
