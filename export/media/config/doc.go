// Package config makes the configurations of decoders that containers hold apart from the samples, out of
// what the streams themselves say: avcC, hvcC, av1C, vpcC, dac3, dec3.
package config
