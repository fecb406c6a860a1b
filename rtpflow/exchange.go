package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtspparse"
)

// Exchange is a request with its response.
type Exchange struct {
	Connection *Connection
	Sender     Side // of the request
	CSeq       *int64
	Method     string // "" if only the response is in the capture and does not show it
	URL        string
	Request    *rtspparse.Message // nil if it is not in the capture
	Response   *rtspparse.Message // likewise
	// Frames and times are those of the last byte of each message.
	RequestFrame, ResponseFrame capture.Frame
	RequestTime, ResponseTime   int64
}

// Status returns the status code of the response, 0 without one.
func (e *Exchange) Status() int {
	if e.Response == nil {
		return 0
	}
	return e.Response.Status
}

// Succeeded reports whether the response has a status of 2xx.
func (e *Exchange) Succeeded() bool { return e.Status()/100 == 2 }

// Time returns when the exchange started: at the request, or at the response if there is only that.
func (e *Exchange) Time() int64 {
	if e.Request != nil {
		return e.RequestTime
	}
	return e.ResponseTime
}

// Frame returns the frame at Time.
func (e *Exchange) Frame() capture.Frame {
	if e.Request != nil {
		return e.RequestFrame
	}
	return e.ResponseFrame
}

// Latency returns the nanoseconds from request to response; false unless both are in the capture, in the order of its clock.
func (e *Exchange) Latency() (int64, bool) {
	if e.Request == nil || e.Response == nil {
		return 0, false
	}
	d := e.ResponseTime - e.RequestTime
	return d, d >= 0
}

// Evidence returns the frames of request and response.
func (e *Exchange) Evidence() (frames []capture.Frame) {
	if e.Request != nil {
		frames = append(frames, e.RequestFrame)
	}
	if e.Response != nil {
		frames = append(frames, e.ResponseFrame)
	}
	return frames
}

// Messages ranges over the messages of the exchange that are in the capture.
func (e *Exchange) Messages(yield func(*rtspparse.Message) bool) {
	if e.Request != nil && !yield(e.Request) {
		return
	}
	if e.Response != nil {
		yield(e.Response)
	}
}
