// Package config makes the decoder configurations that containers store apart from the samples (avcC, hvcC, av1C, vpcC,
// dac3, dec3) from what the streams themselves contain.
package config
