// Package emodel estimates voice quality with the E-model: ITU-T G.107 for narrowband and G.107.1 for wideband
// codecs. The E-model is a planning model. Parameters that a capture does not contain (loudness, noise, echo)
// have their default values.
package emodel

import "math"

// Default values of G.107, table 2, in the units of the recommendation (dB, dBm0p, dB(A), ms).
const (
	slr  = 8.0   // send loudness rating
	rlr  = 2.0   // receive loudness rating
	stmr = 15.0  // sidetone masking rating
	dS   = 3.0   // D-value of the telephone, send side
	lstr = 18.0  // listener sidetone rating
	telr = 65.0  // talker echo loudness rating
	wepl = 110.0 // weighted echo path loss
	qdu  = 1.0   // quantizing distortion units
	nc   = -70.0 // circuit noise
	nfor = -64.0 // noise floor at the receive side
	pS   = 35.0  // room noise at the send side
	pR   = 35.0  // room noise at the receive side
)

// Input is the E-model's input for one stream.
type Input struct {
	Ie, Bpl float64 // of the codec; see Codec
	Loss    float64 // Ppl: packets that are missing at the decoder, in percent
	BurstR  float64 // burst ratio, 1 for random loss
	Delay   float64 // one-way, mouth to ear, in ms: T = Ta, and Tr = 2T
}

// R returns the transmission rating of a narrowband connection, R = Ro − Is − Id − Ie,eff + A (G.107, 7.1),
// with an advantage factor A of 0.
func R(x Input) float64 {
	return ro() - simultaneous() - delayImpairment(x.Delay) - Effective(x)
}

// Effective returns Ie,eff = Ie + (95 − Ie)·Ppl / (Ppl/BurstR + Bpl), the impairment caused by codec and loss
// (G.107, 7.5; G.107.1, 7.5, with the wideband values of the codec).
func Effective(x Input) float64 {
	if x.Loss <= 0 {
		return x.Ie
	}
	return x.Ie + (95-x.Ie)*x.Loss/(x.Loss/max(x.BurstR, 1)+x.Bpl)
}

// MOS converts a narrowband rating to a mean opinion score from 1 to 4.5 (G.107, Annex B).
func MOS(r float64) float64 {
	switch {
	case r <= 0:
		return 1
	case r >= 100:
		return 4.5
	}
	return max(1, 1+0.035*r+r*(r-60)*(100-r)*7e-6)
}

// wideScale is the ratio of the wideband to the narrowband scale of R (G.107.1).
const wideScale = 1.29

// WidebandR returns the rating of a wideband connection, 129 − Ie,wb,eff (G.107.1 with default values). ok is
// false if the delay is long enough to impair the connection, which this does not model.
func WidebandR(x Input) (r float64, ok bool) {
	return 129 - Effective(x), x.Delay <= noDelayImpairment
}

// WidebandMOS converts a wideband rating to a mean opinion score (G.107.1, Annex A).
func WidebandMOS(r float64) float64 { return MOS(r / wideScale) }

// noise returns No, the power sum of the noise sources (G.107, 7.2).
func noise() float64 { return no }

// Values that depend only on the defaults are computed once.
var (
	no = noiseSum()
	is = impairments()
)

func noiseSum() float64 {
	const olr = slr + rlr
	nos := pS - slr - dS - 100 + 0.004*math.Pow(pS-olr-dS-14, 2)
	pre := pR + 10*math.Log10(1+math.Pow(10, (10-lstr)/10))
	nor := rlr - 121 + pre + 0.008*math.Pow(pre-35, 2)
	nfo := nfor + rlr
	return 10 * math.Log10(math.Pow(10, nc/10)+math.Pow(10, nos/10)+math.Pow(10, nor/10)+math.Pow(10, nfo/10))
}

// ro returns Ro, the basic signal-to-noise ratio (G.107, 7.2).
func ro() float64 { return 15 - 1.5*(slr+noise()) }

// simultaneous returns Is = Iolr + Ist + Iq, the impairments that occur simultaneously with the voice signal
// (G.107, 7.3): loudness, sidetone and quantizing distortion.
func simultaneous() float64 { return is }

func impairments() float64 {
	const olr = slr + rlr
	x := olr + 0.2*(64+noise()-rlr)
	iolr := 20 * (math.Pow(1+math.Pow(x/8, 8), 1./8) - x/8)
	s := -10 * math.Log10(math.Pow(10, -stmr/10)+math.Pow(10, -telr/10))
	ist := 12*math.Pow(1+math.Pow((s-13)/6, 8), 1./8) - 28*math.Pow(1+math.Pow((s+1)/19.4, 35), 1./35) -
		13*math.Pow(1+math.Pow((s-3)/33, 13), 1./13) + 29
	q := 37 - 15*math.Log10(qdu)
	g := 1.07 + 0.258*q + 0.0602*q*q
	y := (ro()-100)/15 + 46/8.4 - g/9
	z := 46./30 - g/40
	iq := 15 * math.Log10(1+math.Pow(10, y)+math.Pow(10, z))
	return iolr + ist + iq
}

// noDelayImpairment is the longest one-way delay, in ms, that does not impair the connection.
const noDelayImpairment = 100.0

// delayImpairment returns Id = Idte + Idle + Idd (G.107, 7.4), the impairment caused by echo and delay, for T =
// Ta ms and Tr = 2T.
func delayImpairment(t float64) float64 {
	t = max(t, 0)
	terv := telr - 40*math.Log10((1+t/10)/(1+t/150)) + 6*math.Exp(-0.3*t*t)
	re := 80 + 2.5*(terv-14)
	roe := -1.5 * (noise() - rlr)
	idte := ((roe-re)/2 + math.Sqrt((roe-re)*(roe-re)/4+100) - 1) * (1 - math.Exp(-t))
	rle := 10.5 * (wepl + 7) * math.Pow(2*t+1, -0.25)
	idle := (ro()-rle)/2 + math.Sqrt((ro()-rle)*(ro()-rle)/4+169)
	idd := 0.0
	if t > noDelayImpairment {
		x := math.Log2(t / noDelayImpairment)
		idd = 25 * (math.Pow(1+math.Pow(x, 6), 1./6) - 3*math.Pow(1+math.Pow(x/3, 6), 1./6) + 2)
	}
	return idte + idle + idd
}

// BurstRatio returns BurstR, the mean length of the runs of lost packets divided by the mean for random loss of
// the same share (0 to 1), 1/(1 − share). It is at least 1 (G.107, 7.5).
func BurstRatio(lost, runs int64, share float64) float64 {
	if runs <= 0 || lost <= 0 {
		return 1
	}
	return max(1, float64(lost)/float64(runs)*(1-share))
}
