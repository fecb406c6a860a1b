package assemble

import (
	"bytes"
	"strings"

	"rtspect/rtspparse"
)

// Dialects are the named variants of RTSP in use.
const (
	windowsMedia     = "windows-media"
	realMedia        = "realmedia"
	satIP            = "sat-ip"
	onvifReplay      = "onvif-replay"
	onvifBackchannel = "onvif-backchannel"
	airPlay          = "airplay"
	wifiDisplay      = "wifi-display"
	quickTime        = "quicktime"
	threeGPP         = "3gpp"
)

// dialectSign is a text in the value of a header field (in lower case), or any value if it is empty.
type dialectSign struct{ text, dialect string }

// dialectSigns are the header fields (in lower case) that show a dialect. The ClientChallenge of RealMedia clients does not:
// other clients send it too, because RealMedia servers require it.
var dialectSigns = map[string][]dialectSign{
	"supported":           {{"com.microsoft.wm", windowsMedia}},
	"server":              {{"wmserver", windowsMedia}},
	"user-agent":          {{"wmplayer", windowsMedia}, {"nsplayer", windowsMedia}, {"itunes", airPlay}, {"airplay", airPlay}},
	"x-playlist-gen-id":   {{"", windowsMedia}},
	"realchallenge1":      {{"", realMedia}},
	"realchallenge2":      {{"", realMedia}},
	"realchallenge3":      {{"", realMedia}},
	"transport":           {{"x-real-rdt", realMedia}, {"x-pn-tng", realMedia}, {"control_port=", airPlay}},
	"com.ses.streamid":    {{"", satIP}},
	"require":             {{"onvif-replay", onvifReplay}, {"www.onvif.org/ver20/backchannel", onvifBackchannel}, {"org.wfa.wfd1.0", wifiDisplay}},
	"public":              {{"org.wfa.wfd1.0", wifiDisplay}},
	"apple-challenge":     {{"", airPlay}},
	"apple-response":      {{"", airPlay}},
	"active-remote":       {{"", airPlay}},
	"dacp-id":             {{"", airPlay}},
	"client-instance":     {{"", airPlay}},
	"x-quicktime-options": {{"", quickTime}},
	"x-transport-options": {{"", quickTime}},
	"x-dynamic-rate":      {{"", quickTime}},
	"3gpp-adaptation":     {{"", threeGPP}},
	"3gpp-link-char":      {{"", threeGPP}},
	"3gpp-qoe-metrics":    {{"", threeGPP}},
	"x-wap-profile":       {{"", threeGPP}},
}

// signNames are the names of dialectSigns by length, so that most fields need no comparison.
var signNames = func() (names [32][]string) {
	for name := range dialectSigns {
		names[len(name)] = append(names[len(name)], name)
	}
	return names
}()

// signsOf returns the signs of a field.
func signsOf(name string) []dialectSign {
	if len(name) < len(signNames) {
		for _, n := range signNames[len(name)] {
			if strings.EqualFold(n, name) {
				return dialectSigns[n]
			}
		}
	}
	return nil
}

// maxDialectExchanges is how many exchanges are searched: a dialect shows in the first ones.
const maxDialectExchanges = 64

// dialect lists the dialects that a session's messages show, in the order of the constants.
func (s *sessionBuilder) dialect() {
	found := map[string]bool{}
	for _, e := range s.Exchanges[:min(len(s.Exchanges), maxDialectExchanges)] {
		for m := range e.Messages {
			showDialects(m, found)
		}
	}
	for _, d := range []string{windowsMedia, realMedia, satIP, onvifReplay, onvifBackchannel, airPlay, wifiDisplay, quickTime, threeGPP} {
		if found[d] {
			s.Dialects = append(s.Dialects, d)
		}
	}
}

func showDialects(m *rtspparse.Message, found map[string]bool) {
	for _, h := range m.Headers {
		for _, sign := range signsOf(h.Name) {
			if sign.text == "" || strings.Contains(strings.ToLower(h.Value), sign.text) {
				found[sign.dialect] = true
			}
		}
	}
	if m.Request && strings.Contains(m.URL, "msys=") && strings.Contains(m.URL, "freq=") {
		found[satIP] = true
	}
	if len(m.Body) > 0 && bytes.Contains(m.Body[:min(len(m.Body), 4096)], []byte("wfd_")) {
		found[wifiDisplay] = true
	}
}
