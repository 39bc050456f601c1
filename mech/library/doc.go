// Package library holds the mechanisms that come with golgi, each a text in the mechanism language beside this file, with its source.
// It imports package mech and internal/nearest.
//
//   - squid axon: [HH], or its parts [HHNa], [HHK], [HHLeak]
//   - cortex and thalamus (Pospischil et al. 2008): [Leak], [Na], [K], [Km], [CaL], [CaT]
//   - layer 5 pyramidal cell (Hay et al. 2011): [NaTaT], [NaTs2T], [NapEt2], [KPst], [KTst], [SKE2], [SKv3_1], [M], [CaHVA], [CaLVA], [H]; its
//     calcium is [CaDynamics]
//   - a channel whose current follows Goldman, Hodgkin and Katz: [CaGHK]
//   - ions that currents move: [CaPump], [CaDynamics], [CaFaradayConcentrationChange], [NaFaradayConcentrationChange],
//     [KFaradayConcentrationChange]; that pumps and a buffer move: [PMCA], [NaKPump], [CaBuffer]
//   - reversal potentials from concentrations: [CaNernstReversal], [NaNernstReversal], [KNernstReversal]
//   - point neurons: [Izhikevich], [AdEx], [Rate], and [Fire], which makes an integrate-and-fire neuron of a [Leak]
//   - electrodes: [SEClamp], [DynamicClamp]
//   - synapses: [IonotropicSynapse], [AMPA], [GABAa], [GABAb], [NMDA], [TanhRateSynapse], [TanhConductanceSynapse], [TestSynapse]
//   - gap junctions: [GapJunction], [VoltageGatedGapJunction]
//   - by name: [ByName]; all names: [Names]
package library
