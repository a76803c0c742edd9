// Package kubernetes stands in for the generated Go SDK of the same import path: the provider needs seven names of
// it, and compiling all of it takes longer than engine and provider together.
package kubernetes

import "reflect"

// UntypedArgs is a whole Kubernetes object as the arguments of a resource.
type UntypedArgs map[string]interface{}

// ElementType makes UntypedArgs a pulumi.Input.
func (UntypedArgs) ElementType() reflect.Type {
	return reflect.TypeOf(map[string]interface{}{})
}
