// Package library holds the mechanisms that come with golgi, each a text in the mechanism language beside this file, with its source.
// It imports package mech and internal/nearest.
//
//   - channels: [HH], [Leak], [Na], [K], [Km]
//   - synapses: [IonotropicSynapse], [TestSynapse], [TanhRateSynapse], [TanhConductanceSynapse]
//   - by name: [ByName]; all names: [Names]
package library
