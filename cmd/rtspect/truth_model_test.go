package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"
)

// truth is the part of a truth file that is compared with the report. The names of its fields are those of the file.
type truth struct {
	File       string
	Files      []string
	Impairment struct {
		Whole   map[string]int64                 `json:"rtp_whole"` // interleaved packets left whole, by SSRC
		Hit     map[string]struct{ Count int64 } `json:"rtp_hit"`   // touched by a gap
		PerSSRC map[string]map[string]struct {
			Seqs []uint32
		} `json:"per_ssrc"` // what a relay dropped, duplicated and held back; of TCP segments under "tcp"
		RealPackets int64 `json:"real_packets"` // of a capture that has every packet twice
	}
	Reference map[string]truthReference `json:"reference_check"` // by session and SSRC
	Wire      struct {
		Packets     int64
		Truncated   int64 `json:"truncated_packets"`
		Fragments   int64 `json:"ip_fragments"`
		Reassembled int64 `json:"ip_reassembled"`
		Connections []truthConnection
		Sessions    []truthSession
		Outside     []numbers `json:"rtp_outside_sessions"`
		RTCPOutside []struct {
			Path    string // a tuple: ('udp', (from, port), (to, port), ssrc) or ('tcp', connection, direction, channel, ssrc)
			Packets int64
			Types   map[string]int64
		} `json:"rtcp_outside_sessions"`
		RTSP []truthMessage
	}
}

// truthReference is what an independent depacketizer got out of the capture.
type truthReference struct {
	How           string // slices: it counts NAL units; copy: it counts without the encoder's first MP3 frame
	Equal         bool
	Packets, Lost int64
	Frames        int64
}

type truthConnection struct {
	Client, Server, Kind string
	SYN                  bool
	FINClient            bool   `json:"fin_client"`
	FINServer            bool   `json:"fin_server"`
	RSTClient            bool   `json:"rst_client"`
	RSTServer            bool   `json:"rst_server"`
	BytesClient          *int64 `json:"bytes_client"`
	BytesServer          *int64 `json:"bytes_server"`
	GapsClient           int64  `json:"gaps_client"`
	GapsServer           int64  `json:"gaps_server"`
	RetransmittedClient  int64  `json:"retrans_bytes_client"`
	RetransmittedServer  int64  `json:"retrans_bytes_server"`
	FramesClient         *int64 `json:"frames_client"`
	FramesServer         *int64 `json:"frames_server"`
}

// truthMessage is an RTSP or HTTP message of a connection.
type truthMessage struct {
	Time    json.Number `json:"t"`
	Packet  int64
	Conn    int
	Dir     string
	Line    string
	Session string
	RTPInfo string `json:"rtp-info"`
	Answers string // of a response: the method of its request
}

func (m *truthMessage) method() (string, bool) {
	method, rest, _ := strings.Cut(m.Line, " ")
	return method, strings.Contains(rest, " RTSP/")
}

// response is the status of a response, "" of a request.
func (m *truthMessage) response() string {
	if rest, ok := strings.CutPrefix(m.Line, "RTSP/"); ok && strings.Contains(rest, " ") {
		return strings.Fields(rest)[1]
	}
	return ""
}

// what is a request's method, or a response's status and the method that it responds to; "" of HTTP.
func (m *truthMessage) what() string {
	if method, isRequest := m.method(); isRequest {
		return method
	}
	if status := m.response(); status != "" && m.Answers != "" {
		return "response " + status + " to " + m.Answers
	}
	return ""
}

func (m *truthMessage) http() bool { return strings.Contains(m.Line, "HTTP/1.") }

var rtpInfoSeq = regexp.MustCompile(`\bseq=([0-9]+)`)

type truthSession struct {
	ID       string
	Mode     string
	Medias   []truthMedia
	Requests map[string]int64
}

type truthMedia struct {
	URL          string
	Kind         string
	Response     string `json:"transport_response"`
	Transport    string
	ClientPorts  []int             `json:"client_ports"`
	ServerPorts  []int             `json:"server_ports"`
	Multicast    []any             // address and ports
	PayloadTypes []string          `json:"payload_types"`
	Mappings     map[string]string `json:"rtpmap"`
	RTP          []numbers
	RTCP         []truthRTCP
}

type truthRTCP struct {
	From, To, Dir   string
	Channel         int64
	Packets         int64
	Types, Feedback map[string]int64
	SSRCs           []string
}

// numbers is a stream of a truth or of a report: what is counted has the same names in both.
type numbers map[string]any

func (n numbers) number(name string) (int64, bool) {
	v, ok := n[name].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := v.Int64()
	return i, err == nil
}

func (n numbers) text(name string) string { t, _ := n[name].(string); return t }

// time reads seconds since 1970, as truths have them.
func (n numbers) time(name string) (time.Time, bool) {
	v, ok := n[name].(json.Number)
	return unixTime(v), ok
}

func (n numbers) payloadTypes() string {
	m, _ := n["payload_types"].(map[string]any)
	return fmt.Sprint(m)
}

// unixTime converts seconds with decimals; a float64 would not keep the microseconds.
func unixTime(n json.Number) time.Time {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		return time.Time{}
	}
	r.Mul(r, big.NewRat(int64(time.Second), 1))
	return time.Unix(0, new(big.Int).Quo(r.Num(), r.Denom()).Int64()).UTC()
}

// reported is the part of a report that is compared.
type reported struct {
	Captures []struct {
		Packets   int64
		Snapped   int64 `json:"snapped_packets"`
		Fragments int64 `json:"ip_fragments"`
	}
	Connections  []reportedConnection
	Sessions     []reportedSession
	Unassociated struct {
		Streams []reportedStream
		RTCP    []reportedRTCP
	}
}

type reportedConnection struct {
	ID                   string
	Client, Server, Kind string
	SYN                  bool `json:"syn_seen"`
	FIN, RST             []string
	BytesClient          int64 `json:"bytes_client"`
	BytesServer          int64 `json:"bytes_server"`
	GapClient            int64 `json:"gap_bytes_client"`
	GapServer            int64 `json:"gap_bytes_server"`
	RetransmittedClient  int64 `json:"retransmitted_bytes_client"`
	RetransmittedServer  int64 `json:"retransmitted_bytes_server"`
	FramesClient         int64 `json:"interleaved_frames_client"`
	FramesServer         int64 `json:"interleaved_frames_server"`
}

type reportedSession struct {
	Session, Mode string
	Exchanges     []reportedExchange
	Media         []reportedMedia
}

type reportedExchange struct {
	Method        string
	Status        int
	RequestFrame  int64     `json:"request_frame"`
	RequestTime   time.Time `json:"request_time"`
	ResponseFrame int64     `json:"response_frame"`
	ResponseTime  time.Time `json:"response_time"`
	// ResponseHeaders is empty for a response of which only the status line arrived.
	ResponseHeaders [][]string `json:"response_headers"`
}

type reportedMedia struct {
	Type, Control string
	Transport     struct {
		Lower, Agreed string
		ClientPorts   []int `json:"client_ports"`
		ServerPorts   []int `json:"server_ports"`
	}
	Formats []struct {
		PayloadType int `json:"payload_type"`
		Encoding    string
		ClockRate   int `json:"clock_rate"`
	}
	Streams []reportedStream
	RTCP    []reportedRTCP
	RAOP    *struct {
		Requests  int64    `json:"timing_requests"`
		Responses int64    `json:"timing_responses"`
		RoundTrip *float64 `json:"timing_rtt_max_ms"`
	}
}

type reportedRTCP struct {
	Source, Destination string
	Direction           string
	Channel             *int64
	Packets             int64
	Types, Feedback     map[string]int64
	SSRCs               []string
}

func (m *reportedMedia) is(t *truthMedia) bool {
	return t.Response != "" && m.Transport.Agreed == t.Response || t.URL != "" && m.Control == t.URL
}

// reportedStream is a stream of a report: its numbers by name, and the fields that are lists.
type reportedStream struct {
	numbers
	fields struct {
		Start, End time.Time
		Evidence   []string
		Jitter     *struct{ Mean, Max float64 } `json:"jitter_ms"`
		Losses     []struct {
			First uint16 `json:"first_seq"`
			Count int
		}
		Discontinuities []struct {
			Reason string
			From   uint16 `json:"from_seq"`
			To     uint16 `json:"to_seq"`
		}
		Frames *struct {
			Count, Damaged, Missing int64
			Slices                  *float64 `json:"mean_slices"`
		}
	}
}

func (s *reportedStream) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return errors.Join(d.Decode(&s.numbers), json.Unmarshal(b, &s.fields))
}
