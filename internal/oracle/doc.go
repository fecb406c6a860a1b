// Package oracle compares depacketizers and readers of codec headers with those of gortsplib and mediacommon. It is a
// module apart, so that their dependencies are none of the program's. It contains tests only; .ci/run runs them.
package oracle
