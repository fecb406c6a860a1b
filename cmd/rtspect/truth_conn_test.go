package main

import (
	"fmt"
	"slices"
)

func (c *comparison) connections() {
	for i, want := range c.want.Wire.Connections {
		if want.Kind == "other" || c.onlyHTTP(i) {
			continue
		}
		k := slices.IndexFunc(c.got.Connections, func(x reportedConnection) bool {
			return bare(x.Client) == bare(want.Client) && bare(x.Server) == bare(want.Server)
		})
		if k < 0 {
			c.Errorf("no connection %s to %s", want.Client, want.Server)
			continue
		}
		c.connection(&c.got.Connections[k], &want)
	}
}

// onlyHTTP reports whether the messages of a connection are HTTP and no tunnel.
func (c *comparison) onlyHTTP(i int) bool {
	http, kind := false, c.want.Wire.Connections[i].Kind
	for _, m := range c.want.Wire.RTSP {
		if m.Conn == i && !m.http() {
			return false
		}
		http = http || m.Conn == i
	}
	return http && kind == "rtsp"
}

func (c *comparison) connection(got *reportedConnection, want *truthConnection) {
	label := want.Client
	kind := want.Kind
	if kind == "interleaved" { // of which the truth found no message, only frames
		kind = "rtsp"
	}
	equal(c, label+" kind", got.Kind, kind)
	equal(c, label+" SYN", got.SYN, want.SYN)
	equal(c, label+" FIN", fmt.Sprint(got.FIN), fmt.Sprint(sides(want.FINClient, want.FINServer)))
	equal(c, label+" RST", fmt.Sprint(got.RST), fmt.Sprint(sides(want.RSTClient, want.RSTServer)))
	for _, side := range []struct {
		name                                  string
		bytes, frames                         *int64
		gaps, retransmitted                   int64
		gotBytes, gotFrames, gotGaps, gotSent int64
	}{
		{"client", want.BytesClient, want.FramesClient, want.GapsClient, want.RetransmittedClient, got.BytesClient, got.FramesClient, got.GapClient, got.RetransmittedClient},
		{"server", want.BytesServer, want.FramesServer, want.GapsServer, want.RetransmittedServer, got.BytesServer, got.FramesServer, got.GapServer, got.RetransmittedServer},
	} {
		label := label + " " + side.name
		equal(c, label+" has gaps", side.gotGaps > 0, side.gaps > 0)
		if side.gaps > 0 {
			continue
		}
		if c.twice() {
			side.retransmitted = 0 // they are duplicates of the capture, nobody sent them again
		}
		equal(c, label+" retransmitted bytes", side.gotSent > 0, side.retransmitted > 0)
		if side.bytes != nil {
			equal(c, label+" bytes", side.gotBytes, *side.bytes)
		}
		if side.frames != nil {
			equal(c, label+" interleaved frames", side.gotFrames, *side.frames)
		}
	}
}

// twice reports whether the capture has every packet twice.
func (c *comparison) twice() bool {
	once := c.want.Impairment.RealPackets
	return once > 0 && c.want.Wire.Packets == 2*once
}

func sides(client, server bool) []string {
	list := []string{}
	if client {
		list = append(list, "client")
	}
	if server {
		list = append(list, "server")
	}
	return list
}
