package main

import (
	"encoding/json"
	"slices"
)

// truth is the part of a truth that is compared.
type truth struct {
	File       string
	Files      []string
	Unspoilt   json.RawMessage // the sessions as they were before somebody spoilt the file
	Impairment struct {
		Whole map[string]int64                 `json:"rtp_whole"` // interleaved packets left whole, by SSRC
		Hit   map[string]struct{ Count int64 } `json:"rtp_hit"`   // touched by a gap
	}
	Wire struct {
		Connections []truthConnection
		Sessions    []truthSession
		Outside     []truthStream `json:"rtp_outside_sessions"`
		RTSP        []struct{ Line string }
	}
}

type truthConnection struct {
	Client, Server, Kind string
	FINClient            bool  `json:"fin_client"`
	FINServer            bool  `json:"fin_server"`
	RSTClient            bool  `json:"rst_client"`
	RSTServer            bool  `json:"rst_server"`
	BytesClient          int64 `json:"bytes_client"`
	BytesServer          int64 `json:"bytes_server"`
	GapsClient           int64 `json:"gaps_client"`
	GapsServer           int64 `json:"gaps_server"`
}

type truthSession struct {
	ID     string
	Mode   string
	Medias []truthMedia
}

type truthMedia struct {
	URL       string
	Response  string `json:"transport_response"`
	Transport string
	RTP       []truthStream
	RTCP      []struct{ Types map[string]int64 }
}

// truthStream keeps what is counted as it stands: the names are those of the report.
type truthStream map[string]any

func (s truthStream) number(name string) (int64, bool) {
	n, ok := s[name].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return i, err == nil
}

func (s truthStream) text(name string) string { t, _ := s[name].(string); return t }

func (s truthStream) payloadTypes() []string {
	m, _ := s["payload_types"].(map[string]any)
	return sortedKeys(m)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := []string{}
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// told is the part of a report that is compared.
type told struct {
	Connections  []toldConnection
	Sessions     []toldSession
	Unassociated struct{ Streams []truthStream }
}

type toldConnection struct {
	Client, Server, Kind string
	FIN, RST             []string
	BytesClient          int64 `json:"bytes_client"`
	BytesServer          int64 `json:"bytes_server"`
}

type toldSession struct {
	Session, Mode string
	Exchanges     []struct {
		Method       string
		RequestFrame int64 `json:"request_frame"`
	}
	Media []toldMedia
}

type toldMedia struct {
	Control   string
	Transport struct{ Lower, Agreed string }
	Streams   []truthStream
	RTCP      []struct{ Types map[string]int64 }
}

func (m *toldMedia) is(t *truthMedia) bool {
	return t.Response != "" && m.Transport.Agreed == t.Response || t.URL != "" && m.Control == t.URL
}
