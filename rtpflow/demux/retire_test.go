package demux

import (
	"net/netip"
	"runtime"
	"testing"

	"rtspect/capture"
)

// heapOf is how much heap a function leaves in use, in bytes, as long as what it returns is used.
func heapOf[T any](t *testing.T, build func() T) int64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := build()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// clientAt is one of any number of clients.
func clientAt(i int) capture.Endpoint {
	return capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})), Port: 40000}
}

// Requests of another protocol whose responses are not in the capture cost little, and are nothing that a limit leaves out.
func TestOneDirectionOfOtherProtocolsIsCheap(t *testing.T) {
	const n = 20000
	var tcp *TCP
	used := heapOf(t, func() *TCP {
		tcp, _ = recordTCP()
		for i := range n {
			c := clientAt(i)
			tcp.Packet(segmentFrom(2*i+1, c, tcpServer, capture.SYN, 99, 0, ""))
			tcp.Packet(segmentFrom(2*i+2, c, tcpServer, capture.ACK, 100, 500, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
		}
		return tcp
	})
	if used > n*1200 {
		t.Errorf("%d bytes a connection", used/n)
	}
	if tcp.Dropped.Count != 0 {
		t.Errorf("%+v", tcp.Dropped)
	}
}

// Undecided connections beyond the limit are counted by their packets: they may carry RTSP.
func TestUndecidedConnectionsBeyondLimitAreCounted(t *testing.T) {
	tcp, _ := recordTCP()
	for i := range 2 * maxUndecided {
		tcp.Packet(segmentFrom(i+1, clientAt(i), tcpServer, capture.ACK, 100, 500, "half a message"))
	}
	if tcp.Dropped.Count != maxUndecided || tcp.Dropped.Frame != 1 {
		t.Errorf("%+v", tcp.Dropped)
	}
}

// Connections that ended are reported, though no more is kept than the report needs.
func TestEndedConnectionsAreCheap(t *testing.T) {
	const n = 20000
	var tcp *TCP
	used := heapOf(t, func() *TCP {
		tcp, _ = recordTCP()
		for i := range n {
			c := clientAt(i)
			tcp.Packet(segmentFrom(4*i+1, c, tcpServer, capture.SYN, 99, 0, ""))
			tcp.Packet(segmentFrom(4*i+2, c, tcpServer, capture.ACK, 100, 500, "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"))
			tcp.Packet(segmentFrom(4*i+3, tcpServer, c, capture.RST|capture.ACK, 500, 131, ""))
		}
		return tcp
	})
	if used > n*4000 {
		t.Errorf("%d bytes a connection", used/n)
	}
	tcp.Finish()
	if len(tcp.Conns) != n || tcp.Dropped.Count != 0 {
		t.Errorf("%d connections, %+v", len(tcp.Conns), tcp.Dropped)
	}
	for _, c := range tcp.Conns {
		if c.Record.Sides[1].RST == 0 || c.Record.Sides[0].Bytes == 0 {
			t.Fatalf("%+v", c.Record)
		}
	}
}

// A connection opened again between the endpoints of one that was given up is a new connection.
func TestEndpointsOfOldConnectionsAreUsedAgain(t *testing.T) {
	tcp, _ := recordTCP()
	frame := 0
	send := func(i int, flags uint8, seq uint32, text string) {
		frame++
		tcp.Packet(segmentFrom(frame, clientAt(i), tcpServer, flags, seq, 500, text))
	}
	for round := range uint32(3) {
		for i := range maxUndecided + 100 {
			send(i, capture.SYN, 99+(round<<28), "")
			send(i, capture.ACK, 100+(round<<28), "GET / HTTP/1.1\r\n\r\n")
		}
	}
	send(0, capture.SYN, 99+(7<<28), "")
	send(0, capture.ACK, 100+(7<<28), "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")
	if len(tcp.Conns) != 1 {
		t.Errorf("%d connections", len(tcp.Conns))
	}
}

// A SYN without a response needs little until the end, and then nothing but its entry in the list.
func TestUnansweredAttemptsAreCheap(t *testing.T) {
	const n = 100_000
	var tcp *TCP
	used := heapOf(t, func() *TCP {
		tcp, _ = recordTCP()
		for i := range n {
			tcp.Packet(segmentFrom(i+1, clientAt(i), tcpServer, capture.SYN, 99, 0, ""))
		}
		return tcp
	})
	if used > n*180 {
		t.Errorf("%d bytes an attempt", used/n)
	}
	var list []ConnectionAttempt
	used += heapOf(t, func() *TCP {
		tcp.Finish()
		list = tcp.Attempts()
		return tcp
	})
	if used > n*130 || len(list) != n || list[0].SYN != 1 || list[n-1].SYN != n {
		t.Errorf("%d bytes an attempt, %d attempts", used/n, len(list))
	}
}

// Refused attempts at servers of which none is kept are counted.
func TestRefusedElsewhereIsCounted(t *testing.T) {
	tcp, _ := recordTCP()
	for i := range MaxRefused + 9 {
		server := clientAt(i)
		server.Port = 554
		tcp.Packet(segmentFrom(2*i+1, tcpClient, server, capture.SYN, 99, 0, ""))
		tcp.Packet(segmentFrom(2*i+2, server, tcpClient, capture.RST|capture.ACK, 0, 100, ""))
	}
	if x := tcp.RefusedElsewhere; len(tcp.Refused) != MaxRefused || x.Count != 9 || x.Frame != 2*MaxRefused+2 {
		t.Errorf("%d kept, %+v", len(tcp.Refused), tcp.RefusedElsewhere)
	}
}
