package library

import "golgi/mech"

// HH returns the squid-axon channel of Hodgkin and Huxley (1952) in the form of Sterratt et al.: sodium, potassium and leak, current i_HH.
func HH() *mech.Mechanism { return own("HH") }

// Leak returns a passive conductance, current i_Leak.
func Leak() *mech.Mechanism { return own("Leak") }

// Na returns the fast sodium channel of Pospischil et al. (2008), current i_Na; it shares eNa and vt.
func Na() *mech.Mechanism { return own("Na") }

// K returns the delayed-rectifier potassium channel of Pospischil et al. (2008), current i_K; it shares eK and vt.
func K() *mech.Mechanism { return own("K") }

// Km returns the slow, muscarine-sensitive potassium channel of Pospischil et al. (2008); its current is part of i_K, and it shares eK.
func Km() *mech.Mechanism { return own("Km") }

// CaL returns the long-lasting (L-type) calcium channel of Pospischil et al. (2008); its current is part of i_Ca, and it shares eCa.
func CaL() *mech.Mechanism { return own("CaL") }

// CaT returns the transient (T-type) calcium channel of Pospischil et al. (2008), its activation always at its steady state; its
// current is part of i_Ca, and it shares eCa.
func CaT() *mech.Mechanism { return own("CaT") }

// HHNa returns the sodium current of [HH] alone, i_Na; it shares eNa. HHNa, HHK and HHLeak together are HH.
func HHNa() *mech.Mechanism { return own("HHNa") }

// HHK returns the potassium current of [HH] alone, i_K; it shares eK.
func HHK() *mech.Mechanism { return own("HHK") }

// HHLeak returns the leak of [HH] alone, current i_HHLeak.
func HHLeak() *mech.Mechanism { return own("HHLeak") }

// The channels below are those of the cortical layer 5 pyramidal cell of Hay et al. (2011). Where they have a parameter T, the
// temperature of the cell in degC, their kinetics are scaled to it from 21 degC with a Q10 of 2.3; the default is 34 degC.

// NaTaT returns the transient sodium channel of the axon (Colbert & Pan 2002), current i_Na; it shares eNa.
func NaTaT() *mech.Mechanism { return own("NaTaT") }

// NaTs2T returns the transient sodium channel of soma and dendrites (Colbert & Pan 2002), current i_Na; it shares eNa.
func NaTs2T() *mech.Mechanism { return own("NaTs2T") }

// NapEt2 returns the persistent sodium channel (Magistretti & Alonso 1999), current i_Na; it shares eNa.
func NapEt2() *mech.Mechanism { return own("NapEt2") }

// KPst returns the persistent potassium channel (Korngreen & Sakmann 2000), current i_K; it shares eK.
func KPst() *mech.Mechanism { return own("KPst") }

// KTst returns the transient potassium channel (Korngreen & Sakmann 2000), current i_K; it shares eK.
func KTst() *mech.Mechanism { return own("KTst") }

// SKE2 returns the calcium-activated potassium channel of small conductance (Kohler et al. 1996), current i_K; it shares eK and reads
// the concentration CaCon_i.
func SKE2() *mech.Mechanism { return own("SKE2") }

// SKv3_1 returns the fast, non-inactivating potassium channel (Rettig et al. 1992), current i_K; it shares eK.
func SKv3_1() *mech.Mechanism { return own("SKv3_1") }

// M returns the muscarine-sensitive potassium channel (Adams et al. 1982), current i_K; it shares eK.
func M() *mech.Mechanism { return own("M") }

// CaHVA returns the high-voltage-activated calcium channel (Reuveni et al. 1993), current i_Ca; it shares eCa.
func CaHVA() *mech.Mechanism { return own("CaHVA") }

// CaLVA returns the low-voltage-activated calcium channel (Avery & Johnston 1996), current i_Ca; it shares eCa.
func CaLVA() *mech.Mechanism { return own("CaLVA") }

// H returns the hyperpolarisation-activated cation channel (Kole et al. 2006), current i_H; it shares eH.
func H() *mech.Mechanism { return own("H") }
