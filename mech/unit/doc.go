// Package unit knows the units of physiology by dimension and size: "S/cm2", "mA/cm2", "1/ms", "mM", "ohm cm", "degC". It imports the
// standard library alone.
//
//   - read a unit as people write it: [Parse]
//   - combine: [Unit.Times], [Unit.Over], [Unit.Power]
//   - compare: [Unit.SameDimension], [Unit.Factor]
package unit
