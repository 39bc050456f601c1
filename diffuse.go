package golgi

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golgi/mech"
	"golgi/plan"
)

// defaultDiffusion is the constant, um2/ms, with which a state begins to diffuse.
const defaultDiffusion = 1.0

// Diffuse lets a state diffuse along the tree, between the compartments in
// view that are neighbours: a concentration that mechanisms share, such as
// "CaCon_i", or a state of one mechanism. Its constant, um2/ms, is the key
// "axial_diffusion_" and the state's, 1 at first in every compartment in view:
// change it with Set, or train it. Where no mechanism has the concentration, it
// starts at 0, and a notice says so; set another value with Set. What is moved
// is volume times concentration, so that the total is conserved.
//
// Errors: an unknown state, one of a synapse, the voltage, a current or a
// parameter, a state that a mechanism computes anew in each step (`assign`), a
// state of a mechanism that is not in every compartment of the model.
func (v *View) Diffuse(concentration string) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("diffuse %s: %w", concentration, err)
	}
	ref, err := v.diffusable(concentration)
	if err != nil {
		return fmt.Errorf("diffuse: %w", err)
	}
	m := v.m
	if ref.shared != nil {
		v.startAtZero(ref)
		ref.shared.state = true
	}
	constant := mech.Variable{Key: plan.DiffusionKey(concentration), Unit: "um2/ms", Shared: true}
	column := m.sharedColumn(sharedVariable{Variable: constant}) // 0 where it is not present: no coupling
	m.sharedKeys[column].diffusionOf = concentration
	constant.Default = defaultDiffusion
	m.insertShared("diffuse", sharedVariable{Variable: constant}, v.compartments)
	m.diffusions++
	return nil
}

// diffusable finds a state that may diffuse in view.
func (v *View) diffusable(key string) (keyRef, error) {
	m := v.m
	ref, known := m.find(key)
	switch {
	case key == "v":
		return ref, errors.New(`the voltage "v" spreads by itself, with the axial currents`)
	case !known && (m.recordable(key) != nil || m.synapseWith(key) != nil):
		return ref, fmt.Errorf("%q is a current, which follows from the states; what diffuses is a state%s", key, offer(key, "states", m.diffusableKeys()))
	case !known:
		return ref, fmt.Errorf("no state %q in view %s%s", key, v.Path(), offer(key, "states", m.diffusableKeys()))
	case ref.synapse != nil:
		return ref, fmt.Errorf("%q is of the synapse %s; what diffuses is a state of the membrane", key, ref.synapse.mechanism.Name())
	case ref.column != nil || !slices.Contains(m.diffusableKeys(), key):
		return ref, fmt.Errorf("%q is a parameter, which does not change in a run%s", key, offer(key, "states", m.diffusableKeys()))
	}
	for _, in := range m.mechanisms {
		if slices.Contains(touchesOf(in.mechanism).assigned, key) && v.compartments.where(func(row int32) bool { return in.row[row] >= 0 }).len() > 0 {
			return ref, fmt.Errorf("%s computes %s anew in each step (assign), so it cannot diffuse", in.mechanism.Name(), key)
		}
	}
	if ref.in != nil {
		if missing := rowRange(0, m.numCompartments()).where(func(row int32) bool { return !ref.has(row) }); missing.len() > 0 {
			name := ref.in.mechanism.Name()
			return ref, fmt.Errorf("%q is a state of %s alone, which %s of the model lack, the first %s; insert it there, or declare the state shared",
				key, name, plural(missing.len(), "compartment", "compartments"), m.place(missing.at(0)))
		}
	}
	return ref, nil
}

// diffusableKeys lists what may diffuse: states of mechanisms, and concentrations.
func (m *module) diffusableKeys() []string {
	var keys []string
	for _, in := range m.mechanisms {
		for _, s := range in.mechanism.States() {
			keys = append(keys, s.Key)
		}
	}
	for column, key := range m.sharedKeys {
		if key.diffusionOf == "" && (key.state || m.shared.Columns()[column].Unit == "mM") {
			keys = append(keys, key.key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// startAtZero gives the compartments in view that lack a shared key the value 0.
func (v *View) startAtZero(ref keyRef) {
	missing := v.compartments.where(func(row int32) bool { return !ref.has(row) })
	missing.each(func(row int32) {
		ref.table.Set(ref.index, int(row), 0)
		ref.shared.present.add(row)
	})
	if n := missing.len(); n > 0 {
		v.m.notice(fmt.Sprintf("diffuse: %s starts at 0 in %s where no mechanism has it", ref.key, plural(n, "compartment", "compartments")))
	}
}

// DeleteDiffusion ends the diffusion of a state in the compartments in view.
// Where no mechanism has the concentration, it is gone too, with its
// recordings and clamps; a notice says so.
//
// Error: nothing in view diffuses by that name.
func (v *View) DeleteDiffusion(concentration string) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete diffusion %s: %w", concentration, err)
	}
	m := v.m
	key := m.diffusion(concentration)
	if key == nil {
		return fmt.Errorf("delete diffusion: no %q diffuses in the model%s", concentration, offer(concentration, "what diffuses", m.diffused()))
	}
	gone := v.compartments.where(key.present.has)
	if gone.len() == 0 {
		return fmt.Errorf("delete diffusion: no %q diffuses in view %s", concentration, v.Path())
	}
	before := m.protocolSize()
	gone.each(key.present.remove)
	m.settleShared()
	m.diffusions++
	if err := m.dropOrphans(nil); err != nil {
		return fmt.Errorf("delete diffusion: %w", err)
	}
	m.noticeLoss("diffusion of "+concentration, before)
	return nil
}

// diffused lists the keys that diffuse, in the order in which they began to.
func (m *module) diffused() []string {
	var keys []string
	for _, key := range m.sharedKeys {
		if key.diffusionOf != "" {
			keys = append(keys, key.diffusionOf)
		}
	}
	return keys
}

// diffusion returns the constant of a key that diffuses, nil if it does not.
func (m *module) diffusion(concentration string) *sharedKey {
	for _, key := range m.sharedKeys {
		if key.diffusionOf == concentration {
			return key
		}
	}
	return nil
}

// diffusionOf returns what a diffusion constant is of, "" for another key.
func diffusionOf(key string) string {
	concentration, is := strings.CutPrefix(key, plan.DiffusionKey(""))
	if !is {
		return ""
	}
	return concentration
}
