// Writes the SDK that a Pulumi schema describes: generate-sdk nodejs|python|go SCHEMA.json FOLDER
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: generate-sdk nodejs|python|go SCHEMA.json FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(language, schemaFile, folder string) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	pkg, err := parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", schemaFile, err)
	}
	files, err := generate(language, pkg)
	if err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func parse(text []byte) (*schema.Package, error) {
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, noOtherPackage{}, schema.ValidationOptions{AllowDanglingReferences: true})
	if err != nil {
		return nil, err
	}
	var mistakes []string
	for _, diagnostic := range diagnostics {
		if diagnostic.Severity == hcl.DiagError {
			mistakes = append(mistakes, diagnostic.Summary)
		}
	}
	if len(mistakes) > 0 {
		return nil, errors.New(strings.Join(mistakes, "\n  "))
	}
	return pkg, nil
}

func generate(language string, pkg *schema.Package) (map[string][]byte, error) {
	tool := "pulumi-language-" + language
	switch language {
	case "nodejs":
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, noOtherPackage{})
	case "python":
		return python.GeneratePackage(tool, pkg, nil, noOtherPackage{})
	case "go":
		return gogen.GeneratePackage(tool, pkg, nil)
	}
	return nil, fmt.Errorf("%q is none of nodejs, python, go", language)
}

// noOtherPackage refuses what would need a plugin of another package.
type noOtherPackage struct{}

func (noOtherPackage) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	return nil, fmt.Errorf("it refers to the package %s; only references within the schema are possible here", name)
}

func (n noOtherPackage) LoadPackageV2(_ context.Context, p *schema.PackageDescriptor) (*schema.Package, error) {
	return n.LoadPackage(p.Name, nil)
}

func (n noOtherPackage) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	_, err := n.LoadPackage(name, nil)
	return nil, err
}

func (n noOtherPackage) LoadPackageReferenceV2(
	_ context.Context, p *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	return n.LoadPackageReference(p.Name, nil)
}
