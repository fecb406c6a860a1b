package rtspparse

import (
	"testing"

	"rtspect/rtspparse/registry"
)

// TestMethods checks that exactly the registered methods are recognized in start lines.
func TestMethods(t *testing.T) {
	if len(rtspMethods) != len(registry.Methods) {
		t.Errorf("%d methods, %d registered", len(rtspMethods), len(registry.Methods))
	}
	for _, m := range registry.Methods {
		if !isRTSPMethod(m.Name) {
			t.Errorf("%s is not recognized in start lines", m.Name)
		}
	}
}
