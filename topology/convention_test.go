package topology_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

func TestConventionNames(t *testing.T) {
	for i, name := range topology.Conventions() {
		c, err := topology.ParseConvention(name)
		require.NoError(t, err)
		require.Equal(t, topology.Convention(i), c)
		require.Equal(t, name, c.String())
		text, err := json.Marshal(c)
		require.NoError(t, err)
		require.Equal(t, `"`+name+`"`, string(text))
		var back topology.Convention
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, c, back)
	}
	require.Equal(t, "conserving", topology.Conserving.String())
	require.Equal(t, "jaxley", topology.Jaxley.String())
	_, err := topology.ParseConvention("neuron")
	require.EqualError(t, err, `no convention "neuron"; there are conserving, jaxley`)
}
